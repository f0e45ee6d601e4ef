"""Has templates translated by AWS's own SAM translator, and looked at by cfn-lint.

judge.py sam FROM TO        translates every JSON file of a folder; failures become {"error": ...}
judge.py lint FILE...       prints the errors of each file as JSON: {file: [rule, ...]}
"""

import json
import logging
import os
import sys

logging.disable(logging.CRITICAL)
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")


class ManagedPolicies:
    def load(self):
        return {}


def sam(source, target):
    from samtranslator.translator.transform import transform

    os.makedirs(target, exist_ok=True)
    for name in sorted(os.listdir(source)):
        with open(os.path.join(source, name)) as file:
            template = json.load(file)
        try:
            result = transform(template, {}, ManagedPolicies())
        except Exception as problem:  # the translator raises many kinds, and all of them are its judgement
            result = {"error": str(getattr(problem, "message", problem))}
        with open(os.path.join(target, name), "w") as file:
            json.dump(result, file)


def lint(files):
    from cfnlint.api import ManualArgs, lint_file
    from pathlib import Path

    for name in files:
        found = lint_file(Path(name), config=ManualArgs(regions=["us-east-1"]))
        errors = sorted(match.rule.id for match in found if match.rule.id.startswith("E"))
        print(json.dumps({"file": name, "errors": errors, "messages": [f"{m.rule.id} {m.message}" for m in found if m.rule.id.startswith("E")]}), flush=True)


if __name__ == "__main__":
    {"sam": lambda args: sam(*args), "lint": lint}[sys.argv[1]](sys.argv[2:])
