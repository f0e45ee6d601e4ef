package com.example;

import io.github.tracelayer.Datadog;
import io.github.tracelayer.DatadogProps;
import java.util.List;
import java.util.Map;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Environment;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ecr.IRepository;
import software.amazon.awscdk.services.ecr.Repository;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.DockerImageCode;
import software.amazon.awscdk.services.lambda.DockerImageFunction;
import software.amazon.awscdk.services.lambda.EcrImageCodeProps;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.IBucket;
import software.amazon.awscdk.services.secretsmanager.Secret;
import software.constructs.Construct;

/** The example's CDK app in Java: a function of every kind, and one construct that traces them all. */
public final class OrdersApp {
  private static final String DIGEST = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

  private OrdersApp() {}

  public static void main(String[] args) {
    App app = new App();
    Environment env = Environment.builder().account("123456789012").region("eu-west-1").build();
    new OrdersStack(app, "Orders", StackProps.builder().env(env).build());
    app.synth();
  }

  static final class OrdersStack extends Stack {
    private final IBucket builds;

    OrdersStack(Construct scope, String id, StackProps props) {
      super(scope, id, props);

      Function orders =
          Function.Builder.create(this, "Orders")
              .runtime(Runtime.PYTHON_3_13)
              .handler("app.handler")
              .code(Code.fromAsset("../preview/orders-python"))
              .environment(Map.of("DD_TAGS", "team:checkout"))
              .build();
      Function.Builder.create(this, "OrdersArm")
          .runtime(Runtime.PYTHON_3_13)
          .handler("app.handler")
          .code(Code.fromAsset("../preview/orders-python"))
          .architecture(Architecture.ARM_64)
          .build();
      Function.Builder.create(this, "Payments")
          .runtime(Runtime.NODEJS_22_X)
          .handler("app.handler")
          .code(Code.fromAsset("../preview/orders-node"))
          .build();

      builds = Bucket.fromBucketName(this, "Builds", "orders-builds");
      built("Invoices", Runtime.JAVA_21, "com.example.Invoices::handleRequest", "invoices.jar")
          .memorySize(1024)
          .build();
      built("Stock", Runtime.DOTNET_8, "Stock::Stock.Function::Handle", "stock.zip").build();
      built("Mails", Runtime.RUBY_3_4, "app.handler", "mails.zip").build();
      built("Prices", Runtime.PROVIDED_AL2023, "bootstrap", "prices.zip").build();

      IRepository repository = Repository.fromRepositoryName(this, "Repository", "reports");
      EcrImageCodeProps image =
          EcrImageCodeProps.builder().tagOrDigest(DIGEST).cmd(List.of("app.handler")).build();
      DockerImageFunction reports =
          DockerImageFunction.Builder.create(this, "Reports")
              .code(DockerImageCode.fromEcr(repository, image))
              .build();

      Datadog datadog =
          Datadog.Builder.create(this, "Datadog")
              .site("datadoghq.eu")
              .apiKeySecret(Secret.fromSecretNameV2(this, "DatadogApiKey", "datadog-api-key"))
              .service("orders")
              .env("demo")
              .version("1.0.0")
              .build();
      datadog.addScope(this);
      datadog.addLambdaFunctions(
          List.of(orders), DatadogProps.builder().captureLambdaPayload(true).tags("tier:gold").build());
      datadog.addLambdaFunctions(List.of(reports), DatadogProps.builder().imageRuntime("python").build());
    }

    private Function.Builder built(String id, Runtime runtime, String handler, String key) {
      return Function.Builder.create(this, id)
          .runtime(runtime)
          .handler(handler)
          .code(Code.fromBucket(builds, key, "1"));
    }
  }
}
