// Written by wasm/slugs.py from the lists in parser/error.h, parser/remark.h and verify/diagnosis.h.

/** Every way in which bytes can be refused; slugs never change once released. */
export type ErrorSlug =
  | 'packet-short' | 'packet-magic' | 'packet-swapped' | 'packet-length-swapped' | 'packet-truncated'
  | 'packet-trailing' | 'packet-unaligned' | 'packet-too-long' | 'packet-framed' | 'message-short'
  | 'message-empty' | 'header-truncated' | 'offset-unaligned' | 'offset-order' | 'offset-range' | 'tag-order'
  | 'tag-duplicate' | 'message-unaligned' | 'tag-form' | 'version-unknown' | 'version-missing'
  | 'tag-missing' | 'value-length' | 'versions-count' | 'versions-order' | 'versions-repeat'
  | 'versions-lack-ver' | 'type-value' | 'radius-zero' | 'path-length' | 'path-too-long' | 'int32-form'
  | 'not-a-request' | 'not-a-response' | 'base64-length' | 'base64-character' | 'base64-padding'
  | 'base64-room' | 'hex-digits' | 'json-too-long' | 'json-truncated' | 'json-character' | 'json-trailing'
  | 'json-number' | 'json-utf8' | 'json-control' | 'json-escape' | 'json-surrogate' | 'json-too-deep'
  | 'json-too-many-members' | 'json-duplicate-key' | 'json-type' | 'json-integer' | 'json-room'
  | 'report-form' | 'report-member' | 'report-length' | 'report-counts' | 'report-key-type' | 'report-line'
  | 'list-form' | 'list-member' | 'list-key-length' | 'list-address' | 'list-port' | 'list-zone'
  | 'list-time' | 'list-line' | 'request-missing' | 'key-missing' | 'version-not-offered' | 'nonce-mismatch'
  | 'signature-mismatch' | 'signature-range' | 'signature-small-order' | 'key-not-reduced'
  | 'key-small-order' | 'key-not-a-point' | 'midpoint-early' | 'midpoint-late' | 'index-leftover'
  | 'root-mismatch' | 'radius-too-large' | 'document-mismatch' | 'document-nonce' | 'link-broken'
  | 'key-unknown' | 'key-expired' | 'key-not-yet-valid' | 'capture-form' | 'capture-link' | 'capture-end'
  | 'truncated-capture' | 'capture-fragment' | 'capture-gap';

/** What is valid, but worth a word. */
export type RemarkSlug =
  | 'frame-stripped' | 'version-squatted' | 'version-tag' | 'version-zero' | 'version-undefined'
  | 'versions-unsorted' | 'tags-unsorted' | 'tag-ill-formed' | 'tag-undefined' | 'tag-unknown' | 'nonce-echo'
  | 'nonce-lacking' | 'nonce-length' | 'type-undefined' | 'type-lacking' | 'srep-version'
  | 'padding-not-zero' | 'request-packet-1024' | 'request-short' | 'radius-small' | 'radius-absurd'
  | 'unit-mismatch' | 'time-of-day' | 'delegation-unlimited' | 'delegation-empty' | 'midpoint-outside'
  | 'leap-empty' | 'index-bits' | 'report-bare' | 'report-null' | 'report-blind' | 'report-hex'
  | 'list-version-lacking' | 'list-version-text' | 'list-version-draft' | 'list-version-google'
  | 'list-version-unknown' | 'list-newver' | 'list-dated' | 'list-lines' | 'list-key-hex' | 'list-key-type'
  | 'list-key-type-lacking' | 'list-key-period' | 'list-key-never' | 'list-protocol' | 'list-address-bare'
  | 'list-url' | 'srv-other-key' | 'path-node-first' | 'context-draft' | 'version-treated'
  | 'response-longer' | 'link-missing';

/** What is known to be deployed and would explain a failure. */
export type DiagnosisSlug =
  | 'context-draft' | 'context-rfc' | 'context-dashes' | 'context-no-dashes' | 'context-no-nul'
  | 'signature-plain' | 'signature-long-s' | 'signature-any-s' | 'signature-cofactored' | 'key-other'
  | 'key-asked' | 'key-misprinted' | 'key-delegated' | 'key-is-srv' | 'key-wrong' | 'signed-by-long-term'
  | 'leaf-other' | 'hash-other' | 'order-node-first' | 'index-ignored' | 'request-other' | 'answers-other'
  | 'nonce-changed' | 'version-as' | 'version-like' | 'version-mldsa' | 'version-fallback' | 'unit-other'
  | 'unit-like' | 'radius-microseconds' | 'grease' | 'text-hex' | 'text-base64' | 'text-json'
  | 'exchange-swapped' | 'kind-other' | 'tail-ignored' | 'header-ignored' | 'begins-later' | 'length-prefix'
  | 'length-of-packet' | 'padding-outside' | 'packets-several' | 'cut-at-buffer' | 'numbers-swapped'
  | 'tags-swapped' | 'tag-misprinted' | 'tag-of-other-version' | 'tag-elsewhere' | 'link-single'
  | 'link-double' | 'link-reversed' | 'link-hash' | 'link-no-header' | 'link-no-response' | 'link-is-rand';
