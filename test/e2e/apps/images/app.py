"""A function that calls another service."""

import os

import requests


def handler(event, context):
    return {"answer": requests.get(os.environ["ECHO_URL"], timeout=5).text}
