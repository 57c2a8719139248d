using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Visio.Server.Tests.Hosting;

/// <summary>How the built client's files are sent.</summary>
[Trait("Database", "none")]
public sealed class WebClientFilesTests(BuiltClient client) : IClassFixture<BuiltClient>
{
    private const string Script = BuiltClient.Script;
    private const string Page = BuiltClient.Page;
    private readonly HttpClient _browser = client.Browser;

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("br;q=0, gzip;q=0", null)]
    [InlineData("identity", null)]
    [InlineData("", null)]
    public async Task A_file_is_sent_as_the_browser_accepts_it(string accepts, string? encoding)
    {
        using var answer = await GetAsync("/assets/index-abc123.js", accepts);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Accept-Encoding", answer.Headers.Vary.Single());
        Assert.Contains("immutable", answer.Headers.CacheControl?.ToString(), StringComparison.Ordinal);
        Assert.Equal(Script, await ReadAsync(answer));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/abc-defg-hij")]
    [InlineData("/index.html")]
    public async Task Pages_are_compressed_too_and_asked_for_anew(string path)
    {
        using var answer = await GetAsync(path, "br");
        Assert.Equal("br", answer.Content.Headers.ContentEncoding.Single());
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.True(answer.Headers.CacheControl?.NoCache);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        Assert.Equal(Page, await ReadAsync(answer));
        using var again = await GetAsync(path, "br", answer.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Fact]
    public async Task A_file_without_a_compressed_copy_is_sent_as_it_is()
    {
        using var answer = await GetAsync("/assets/plain-abc123.js", "br, gzip");
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Equal(Script, await ReadAsync(answer));
    }

    [Fact]
    public async Task Each_copy_has_a_validator_of_its_own()
    {
        using var brotli = await GetAsync("/assets/index-abc123.js", "br");
        using var gzip = await GetAsync("/assets/index-abc123.js", "gzip");
        using var plain = await GetAsync("/assets/index-abc123.js", "identity");
        Assert.Equal(3, new[] { brotli, gzip, plain }.Select(answer => answer.Headers.ETag?.Tag).Distinct().Count());
        using var same = await GetAsync("/assets/index-abc123.js", "br", brotli.Headers.ETag);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var other = await GetAsync("/assets/index-abc123.js", "br", plain.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_part_is_a_part_of_the_file_as_it_is()
    {
        using var brotli = await GetAsync("/assets/index-abc123.js", "br");
        using var part = await GetAsync("/assets/index-abc123.js", "br", range: new(7, 11));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Script[7..12], await ReadAsync(part));

        // Whoever has the beginning of the compressed copy must not be given the end of the file.
        using var rest = await GetAsync("/assets/index-abc123.js", "br", range: new(7, null), ifRange: brotli.Headers.ETag);
        Assert.Equal(HttpStatusCode.OK, rest.StatusCode);
        Assert.Equal(Script, await ReadAsync(rest));
    }

    [Theory]
    [InlineData("/assets/a.wasm", "application/wasm")]
    [InlineData("/assets/b.mjs", "text/javascript")]
    [InlineData("/assets/c.tflite", "application/octet-stream")]
    [InlineData("/assets/d.onnx", "application/octet-stream")]
    [InlineData("/app.webmanifest", "application/manifest+json")]
    public async Task What_the_client_loads_has_a_type_that_browsers_take(string path, string type)
    {
        using var answer = await GetAsync(path, "br");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/assets/index-abc123.js.br")]
    [InlineData("/assets/index-abc123.js.gz")]
    public async Task A_copy_is_no_file_of_its_own(string path)
    {
        using var answer = await GetAsync(path, "br");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Answers_of_the_API_are_never_compressed()
    {
        // A secret and what an attacker chose, compressed together, tell the secret by their length (BREACH).
        using var answer = await GetAsync("/api/v1/openapi.json", "br, gzip");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
    }

    private async Task<HttpResponseMessage> GetAsync(
        string path, string accepts, EntityTagHeaderValue? known = null, RangeHeaderValue? range = null, EntityTagHeaderValue? ifRange = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html, */*");
        if (accepts.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", accepts);
        }

        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        request.Headers.Range = range;
        request.Headers.IfRange = ifRange is null ? null : new(ifRange);
        return await _browser.SendAsync(request);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        await using var body = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = answer.Content.Headers.ContentEncoding.SingleOrDefault() switch
        {
            "br" => new BrotliStream(body, CompressionMode.Decompress),
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
