"""Lines and words, as Botan's files have them: what is between blanks, and where it stands."""
import re

LINE = re.compile(rb"[^\n]+")
WORD = re.compile(rb"[^ \t\r\n]+")
BLANKS = b" \t\r"


class Piece:
    """A word takes the place of a JSON string: a character an octet."""
    kind = "string"

    def __init__(self, data, at):
        self.data, self.at, self.end = data, at, at + len(data)
        self.content = data.decode("latin-1")

    def octets(self):
        """The octets, and where each of them stands, and where they end."""
        return self.data, range(self.at, self.end + 1)

    def is_string(self, text):
        return self.content == text


def lines(data):
    """Those that are not blank, without the blanks at their ends."""
    for match in LINE.finditer(data):
        left = match[0].lstrip(BLANKS)
        if left:
            yield Piece(left.rstrip(BLANKS), match.end() - len(left))


def words(line):
    return [Piece(match[0], line.at + match.start()) for match in WORD.finditer(line.data)]
