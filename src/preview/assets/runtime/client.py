"""A small Lambda runtime for Python: takes events from the Runtime API, calls the handler, reports what came of it.

It speaks HTTP over a plain socket, so that no tracer sees its calls.
"""

import importlib
import json
import logging
import os
import socket
import sys
import time
import traceback

API = os.environ["AWS_LAMBDA_RUNTIME_API"]
PREFIX = "/2018-06-01/runtime"


class LambdaLoggerHandler(logging.StreamHandler):
    """The name by which tracing libraries know the root logger's handler in Lambda."""

    terminator = ""


class RequestIdFilter(logging.Filter):
    request_id = ""

    def filter(self, record):
        record.aws_request_id = self.request_id
        return True


class Context:
    def __init__(self, headers):
        environment = os.environ
        self.aws_request_id = headers["lambda-runtime-aws-request-id"]
        self.invoked_function_arn = headers["lambda-runtime-invoked-function-arn"]
        self.function_name = environment["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = environment["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = environment["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = environment["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.identity = None
        self.client_context = None
        self._deadline = int(headers["lambda-runtime-deadline-ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


def call(method, path, body=b""):
    host, port = API.rsplit(":", 1)
    with socket.create_connection((host, int(port))) as connection:
        head = f"{method} {PREFIX}{path} HTTP/1.0\r\nHost: {API}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, content = received.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    return dict((name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)), content


def describe(error):
    return json.dumps({
        "errorType": type(error).__name__,
        "errorMessage": str(error),
        "stackTrace": traceback.format_exception(type(error), error, error.__traceback__),
    }).encode()


def load(handler):
    module, _, name = handler.rpartition(".")
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    return getattr(importlib.import_module(module.replace("/", ".")), name)


def set_up_logging():
    handler = LambdaLoggerHandler(sys.stdout)
    handler.setFormatter(logging.Formatter(
        "[%(levelname)s]\t%(asctime)s.%(msecs)dZ\t%(aws_request_id)s\t%(message)s\n", "%Y-%m-%dT%H:%M:%S"))
    handler.addFilter(RequestIdFilter())
    logging.getLogger().addHandler(handler)


def serve(handler):
    while True:
        headers, body = call("GET", "/invocation/next")
        context = Context(headers)
        RequestIdFilter.request_id = context.aws_request_id
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("lambda-runtime-trace-id", "")
        try:
            answer, outcome = json.dumps(handler(json.loads(body), context)).encode(), "response"
        except Exception as error:
            traceback.print_exc()
            answer, outcome = describe(error), "error"
        sys.stdout.flush()
        call("POST", f"/invocation/{context.aws_request_id}/{outcome}", answer)


def main():
    set_up_logging()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:
        traceback.print_exc()
        call("POST", "/init/error", describe(error))
        sys.exit(1)
    serve(handler)


if __name__ == "__main__":
    main()
