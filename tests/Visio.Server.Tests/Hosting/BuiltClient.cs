using System.IO.Compression;
using System.Text;

namespace Visio.Server.Tests.Hosting;

/// <summary>A server with a client as the build leaves it. One is enough for all: nobody changes anything.</summary>
public sealed class BuiltClient : IAsyncLifetime
{
    public const string Script = "export const words = 'one two one two one two one two';";
    public const string Page = "<!doctype html><title>client</title>";
    private readonly TemporaryFolder _web = new();
    private RunningServer _server = null!;

    public HttpClient Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(_web["assets"]);
        Write("index.html", Page);
        Write("assets/index-abc123.js", Script);
        File.WriteAllText(_web["assets/plain-abc123.js"], Script);
        foreach (var name in new[] { "assets/a.wasm", "assets/b.mjs", "assets/c.tflite", "assets/d.onnx", "app.webmanifest" })
        {
            File.WriteAllText(_web[name], "content");
        }

        _server = await RunningServer.StartAsync(settings => settings with { WebRoot = _web.Path });
        Browser = _server.NewVisitor();
    }

    public async Task DisposeAsync()
    {
        Browser.Dispose();
        await _server.DisposeAsync();
        _web.Dispose();
    }

    /// <summary>Writes a file with its copies, as the build does.</summary>
    private void Write(string name, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        File.WriteAllBytes(_web[name], bytes);
        using var brotli = new BrotliStream(File.Create(_web[name + ".br"]), CompressionLevel.SmallestSize);
        brotli.Write(bytes);
        using var gzip = new GZipStream(File.Create(_web[name + ".gz"]), CompressionLevel.SmallestSize);
        gzip.Write(bytes);
    }
}
