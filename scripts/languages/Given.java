package examples;

import io.github.tracelayer.Datadog;
import io.github.tracelayer.OpenTelemetry;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.stepfunctions.DefinitionBody;
import software.amazon.awscdk.services.stepfunctions.Pass;
import software.amazon.awscdk.services.stepfunctions.StateMachine;

/** What the documentation's examples take for granted. */
class Given {
  final Stack stack;
  final Function orders;
  final Function worker;
  final StateMachine checkout;
  final Datadog datadog;
  final OpenTelemetry tracing;

  Given(App app, String id) {
    stack = new Stack(app, id);
    orders = function("Orders");
    worker = function("Worker");
    checkout =
        StateMachine.Builder.create(stack, "Checkout")
            .definitionBody(DefinitionBody.fromChainable(Pass.Builder.create(stack, "Pass").build()))
            .build();
    datadog =
        Datadog.Builder.create(stack, "GivenDatadog")
            .apiKeySecretArn("arn:aws:secretsmanager:eu-west-1:123456789012:secret:datadog")
            .build();
    tracing =
        OpenTelemetry.Builder.create(stack, "GivenTracing").otlpEndpoint("https://otlp.example.com").build();
  }

  private Function function(String name) {
    return Function.Builder.create(stack, name)
        .runtime(Runtime.PYTHON_3_13)
        .handler("index.handler")
        .code(Code.fromInline("def handler(event, context): pass"))
        .build();
  }

  /** What a mistake looks like to who has made it. */
  static void mistake(App app) {
    try {
      Datadog.Builder.create(new Stack(app, "Mistake"), "Datadog").site("mars").apiKey("0123456789abcdef0123456789abcdef").build();
    } catch (RuntimeException error) {
      System.out.println(error);
    }
  }
}
