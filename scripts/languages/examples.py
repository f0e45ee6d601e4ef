"""Runs the documentation's examples, given as JSON, each with the constructs that it takes for granted."""

import json
import sys

from aws_cdk import App, Stack
from aws_cdk.aws_lambda import Code, Function, Runtime
from aws_cdk.aws_stepfunctions import DefinitionBody, Pass, StateMachine
from tracelayer import Datadog, OpenTelemetry

SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog"


def function(stack, name):
    code = Code.from_inline("def handler(event, context): pass")
    return Function(stack, name, runtime=Runtime.PYTHON_3_13, handler="index.handler", code=code)


def given(app):
    stack = Stack(app, "Given")
    return {
        "stack": stack,
        "orders": function(stack, "Orders"),
        "worker": function(stack, "Worker"),
        "checkout": StateMachine(stack, "Checkout", definition_body=DefinitionBody.from_chainable(Pass(stack, "Pass"))),
        "datadog": Datadog(stack, "GivenDatadog", api_key_secret_arn=SECRET),
        "tracing": OpenTelemetry(stack, "GivenTracing", otlp_endpoint="https://otlp.example.com"),
    }


def run(example):
    app = App()
    names = given(app)
    exec(compile(example["source"], example["name"], "exec"), names)
    if "ShopStack" in names:
        names["ShopStack"](app, "Shop")
    app.synth()


for example in json.load(sys.stdin):
    try:
        run(example)
    except Exception as error:
        print(f"{example['name']}: {type(error).__name__}: {error}")
