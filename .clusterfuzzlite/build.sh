#!/bin/bash -eu
exec bash "$SRC/roughproof/fuzz/build.sh"
