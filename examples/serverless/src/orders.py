"""Answers with one order."""

import json


def handler(event, _context):
    order = {"id": event["pathParameters"]["id"], "state": "shipped"}
    return {"statusCode": 200, "body": json.dumps(order)}
