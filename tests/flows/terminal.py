"""The real command line, in this process: words in, exit code, stdout and stderr out."""

import json
import sys

from flows.cli import main


class Terminal:
    """Types a command on one warehouse folder."""

    def __init__(self, folder, capsys):
        self.folder, self.capsys = folder, capsys

    def __call__(self, *words):
        sys.argv = ["newsthread", "--folder", str(self.folder), *map(str, words)]
        self.capsys.readouterr()
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code or 0
        out, err = self.capsys.readouterr()
        return code, out, err

    def json(self, *words):
        code, out, err = self(*words, "--json")
        assert code == 0, err
        return json.loads(out)
