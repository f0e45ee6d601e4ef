import com.amazonaws.services.lambda.runtime.Context;
import java.lang.reflect.Proxy;
import java.util.Map;

/** Calls the handler once, as the runtime of an image would. */
public class Start {
    private static final Map<String, Object> CONTEXT = Map.of(
        "getAwsRequestId", "1",
        "getFunctionName", "My-Fn",
        "getInvokedFunctionArn", "arn:aws:lambda:us-east-1:123456789012:function:My-Fn",
        "getMemoryLimitInMB", 128,
        "getRemainingTimeInMillis", 3000);

    public static void main(String[] args) {
        Context context = (Context) Proxy.newProxyInstance(
            Start.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, given) -> CONTEXT.get(method.getName()));
        System.out.println(new Orders().handleRequest(Map.of(), context).get("body"));
        System.exit(0);
    }
}
