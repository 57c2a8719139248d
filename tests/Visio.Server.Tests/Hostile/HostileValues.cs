namespace Visio.Server.Tests.Hostile;

/// <summary>What nobody means to send.</summary>
internal static class HostileValues
{
    private static readonly string Long = new('a', 10_000);

    /// <summary>JSON values, as they stand in the text. Each goes into every property, so that each is of the wrong type somewhere.</summary>
    public static IReadOnlyList<string> Json { get; } =
    [
        "null", "true", "0", "-1", "1.5", "2147483648", "1e300", "\"\"", "\"true\"", "\"1\"", "{}", "[]", "[null]", "[1]", "[[[\"x\"]]]", """{"a":{"b":[1]}}""",
        $"\"{Long}\"", $"[\"{Long}\"]", $"[{string.Join(',', Enumerable.Repeat("\"x\"", 5_000))}]",
        "\"<script>alert(1)</script>\"", "\"\\u202etxet desrever\\u2066\"", "\"\U0001F4A3\U0001F468\u200D\U0001F469\u200D\U0001F467\"", "\"';--\\\" OR 1=1\"", "\"line\\r\\nSet-Cookie: a=b\"",
        "\"\\u0000\"", "\"Ana\\u0000Maria likes this\"", "[\"a\\u0000b\"]", "\"a\\u0000b@visio.test\"",
        "\"\\ud800\"", "\"Ana\\ud800 and \\udc00 Maria\"", "[\"\\ud800\"]", "\"\\udc00@visio.test\"",
        "\"https://visio.test/\\u0000\"", "\"https://\\ud800/\"", "\"javascript:alert(1)\"", $"\"https://visio.test/{Long}\"",
        "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"00000000-0000-0000-0000-000000000000\"", Nested(5_000),
        """{"type":"public-key","id":"\u0000","rawId":"!","response":{"clientDataJSON":"AA","attestationObject":"\ud800"}}""",
    ];

    /// <summary>Whole bodies.</summary>
    public static IReadOnlyList<string> Bodies { get; } =
    [
        "", " ", "{", "{}", "[]", "[{}]", "null", "true", "1", "\"text\"", "<xml/>", "a=b&c=d", "{}{}", "{\"a\":NaN}", "{'a':1}", "{\"a\":1,}", "/**/{}", "\ufeff{}", "\0", "{\"\0\":1}",
        """{"\u0000":1}""", """{"\ud800":1}""", """{"a":"\ud800","a":"\u0000"}""", """{"__proto__":{"isAdmin":true},"$type":"System.Object","$ref":"1"}""",
        Nested(60), Nested(20_000), $"{{\"{Long}\":1}}",
    ];

    /// <summary>Media types that a JSON body may be said to have.</summary>
    public static IReadOnlyList<string> MediaTypes { get; } =
    [
        "application/json; charset=utf-16", "application/json; charset=nonsense", "application/json; charset=utf-7", "application/json;charset=\"\"", "text/plain", "nonsense", "multipart/form-data; boundary=x",
        "multipart/form-data", "application/x-www-form-urlencoded",
    ];

    /// <summary>What stands in a path or a query, as it goes over the wire.</summary>
    public static IReadOnlyList<string> Urls { get; } =
    [
        "%00", "a%00b", "..%2f..%2fetc%2fpasswd", "%252e%252e", new('a', 4_000), "%F0%9F%92%A3", "%27%22%3B--", "%3Cscript%3E", "%E2%80%AE", "%0d%0aX-Y:1", "%ff%fe", "%ed%a0%80", "%zz",
        "-1", "2147483648", "99999999999999999999", "1e300", "{}", "%25%5F", "00000000-0000-0000-0000-000000000000", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00",
    ];

    /// <summary>Headers that say who calls.</summary>
    public static IReadOnlyList<(string Name, string Value)> Credentials { get; } =
    [
        .. from cookie in new[] { "visio_session", "visio_guest", "visio_challenge" }
           from value in new[] { "%00", "a%00b", "%ff", "%", "", Long[..3_000], "CfDJ8AAAA", "\"%00\"" }
           select ("Cookie", $"{cookie}={value}"),
        ("Cookie", "=;;=\"; visio_session"),
        .. from value in new[] { "Bearer", "Bearer ", "Bearer %00", "Bearer a b", "Bearer ..", "Bearer eyJhbGciOiJub25lIn0.e30.", $"Bearer {Long[..6_000]}", "Basic", "Basic !!!", "Basic AAAA", "Basic AAA6AAA=", "Basic gIA6gIA=", "Digest x=\"", ", ," }
           select ("Authorization", value),
    ];

    private static string Nested(int depth) => $"{string.Concat(Enumerable.Repeat("{\"a\":[", depth))}{string.Concat(Enumerable.Repeat("]}", depth))}";
}
