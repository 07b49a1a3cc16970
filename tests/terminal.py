"""For tests of what reaches a terminal."""
import os


def read_all(leader):
    """What was written to a pseudo-terminal whose other end is closed; it closes this one."""
    seen = b""
    try:
        while piece := os.read(leader, 65536):  # what was written at once may come in pieces
            seen += piece
    except OSError:
        pass  # Linux says EIO at the end
    os.close(leader)
    return seen
