"""Calls the handler once, as the runtime of an image would."""

import json
import os
import sys
from importlib import import_module


class Context:
    aws_request_id = "1"
    function_name = "My-Fn"
    function_version = "1"
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:My-Fn"
    memory_limit_in_mb = 128
    client_context = None

    def get_remaining_time_in_millis(self):
        return 3000


sys.path.insert(0, os.getcwd())
module, _, name = os.environ["_HANDLER"].rpartition(".")
print(json.dumps(getattr(import_module(module), name)({}, Context())))
