import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.util.Map;

/** A function that calls another service, prints, and can be told to fail. */
public class Orders implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    @Override
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
        String answer = fetch(System.getenv("ECHO_URL"));
        System.out.println("order placed");
        if (Boolean.TRUE.equals(event.get("fail"))) {
            throw new IllegalStateException("told to fail");
        }
        return Map.of("statusCode", 200, "body", "42 " + answer);
    }

    private static String fetch(String url) {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
            try (InputStream body = connection.getInputStream()) {
                return new String(body.readAllBytes());
            }
        } catch (java.io.IOException error) {
            throw new IllegalStateException(error);
        }
    }
}
