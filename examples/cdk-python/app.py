"""The example's CDK app in Python: a function of every kind, and one construct that traces them all."""

from os import path

from aws_cdk import App, Environment, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from tracelayer import Datadog

DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
FUNCTIONS = path.join(path.dirname(path.abspath(__file__)), "..", "preview")


def asset(folder):
    return lambda_.Code.from_asset(path.join(FUNCTIONS, folder))


class OrdersStack(Stack):
    def __init__(self, scope, id, **kwargs):
        super().__init__(scope, id, **kwargs)

        orders = lambda_.Function(
            self,
            "Orders",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="app.handler",
            code=asset("orders-python"),
            environment={"DD_TAGS": "team:checkout"},
        )
        lambda_.Function(
            self,
            "OrdersArm",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="app.handler",
            code=asset("orders-python"),
            architecture=lambda_.Architecture.ARM_64,
        )
        lambda_.Function(
            self,
            "Payments",
            runtime=lambda_.Runtime.NODEJS_22_X,
            handler="app.handler",
            code=asset("orders-node"),
        )

        builds = s3.Bucket.from_bucket_name(self, "Builds", "orders-builds")

        def built(key):
            return lambda_.Code.from_bucket(builds, key, "1")

        lambda_.Function(
            self,
            "Invoices",
            runtime=lambda_.Runtime.JAVA_21,
            handler="com.example.Invoices::handleRequest",
            code=built("invoices.jar"),
            memory_size=1024,
        )
        lambda_.Function(
            self,
            "Stock",
            runtime=lambda_.Runtime.DOTNET_8,
            handler="Stock::Stock.Function::Handle",
            code=built("stock.zip"),
        )
        lambda_.Function(self, "Mails", runtime=lambda_.Runtime.RUBY_3_4, handler="app.handler", code=built("mails.zip"))
        lambda_.Function(
            self, "Prices", runtime=lambda_.Runtime.PROVIDED_AL2023, handler="bootstrap", code=built("prices.zip")
        )

        repository = ecr.Repository.from_repository_name(self, "Repository", "reports")
        reports = lambda_.DockerImageFunction(
            self,
            "Reports",
            code=lambda_.DockerImageCode.from_ecr(repository, tag_or_digest=DIGEST, cmd=["app.handler"]),
        )

        datadog = Datadog(
            self,
            "Datadog",
            site="datadoghq.eu",
            api_key_secret=secretsmanager.Secret.from_secret_name_v2(self, "DatadogApiKey", "datadog-api-key"),
            service="orders",
            env="demo",
            version="1.0.0",
        )
        datadog.add_scope(self)
        datadog.add_lambda_functions([orders], capture_lambda_payload=True, tags="tier:gold")
        datadog.add_lambda_functions([reports], image_runtime="python")


app = App()
OrdersStack(app, "Orders", env=Environment(account="123456789012", region="eu-west-1"))
app.synth()
