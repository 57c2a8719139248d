using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Net.Http.Headers;

namespace Visio.Server.Hosting;

/// <summary>
/// The files of the built web client. Where the build has put a compressed copy beside a file (<c>.br</c>, <c>.gz</c>) and the browser
/// accepts it, that is sent: each copy has a validator of its own (RFC 9110, section 8.8.3.3). A request for a part of a file gets a part
/// of the file as it is. Any thread.
/// </summary>
internal sealed class WebClientFiles
{
    /// <summary>Vite puts files here whose names change with their content.</summary>
    public const string HashedFolder = "/assets";

    /// <summary>Encodings, the best first, with what their copies are called.</summary>
    private static readonly (string Encoding, string Ending)[] Encodings = [("br", ".br"), ("gzip", ".gz")];

    private static readonly FileExtensionContentTypeProvider Types = NewTypes();

    private readonly PhysicalFileProvider _files;
    private readonly RequestDelegate _page;

    public WebClientFiles(WebApplication app, string webRoot)
    {
        _files = new(webRoot);
        Serve(app);
        var page = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        Serve(page);
        _page = page.Build();
    }

    /// <summary>Answers with <c>index.html</c>, whatever was asked for.</summary>
    public Task ServePageAsync(HttpContext context)
    {
        context.Request.Path = "/index.html";

        // Files leave alone what an endpoint answers, and the fallback that led here is one.
        context.SetEndpoint(null);
        return _page(context);
    }

    private void Serve(IApplicationBuilder app)
    {
        app.UseWhen(ChooseCopy, copies => copies.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = _files,
            ContentTypeProvider = new AnyType(),
            OnPrepareResponse = file => Describe(file.Context),
        }));
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = _files,
            ContentTypeProvider = Types,
            OnPrepareResponse = file => Describe(file.Context),
        });
    }

    /// <summary>Turns the request to the compressed copy that the browser accepts, where there is one.</summary>
    private bool ChooseCopy(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.Range.Count > 0 || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            || context.GetEndpoint()?.RequestDelegate is not null || request.Path.Value is not { Length: > 1 } path || !Types.TryGetContentType(path, out var type))
        {
            return false;
        }

        var accepted = request.GetTypedHeaders().AcceptEncoding;
        foreach (var (encoding, ending) in Encodings)
        {
            if (Accepts(accepted, encoding) && _files.GetFileInfo(path + ending).Exists)
            {
                context.Features.Set(new CompressedCopy(path, type, encoding));
                request.Path = path + ending;
                return true;
            }
        }

        return false;
    }

    private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding) =>
        accepted.Any(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase) && a.Quality is not 0);

    private static void Describe(HttpContext context)
    {
        var headers = context.Response.Headers;
        var path = context.Request.Path;
        headers.Vary = HeaderNames.AcceptEncoding;
        if (context.Features.Get<CompressedCopy>() is { } copy)
        {
            path = copy.Path;
            headers.ContentEncoding = copy.Encoding;
            if (context.Response.ContentType is not null)
            {
                context.Response.ContentType = copy.Type;
            }
        }

        headers.CacheControl = path.StartsWithSegments(HashedFolder, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
    }

    private static FileExtensionContentTypeProvider NewTypes()
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings.Remove(".gz");
        types.Mappings[".html"] = "text/html; charset=utf-8";
        types.Mappings[".mjs"] = "text/javascript";
        types.Mappings[".wasm"] = "application/wasm";
        types.Mappings[".webmanifest"] = "application/manifest+json";
        types.Mappings[".onnx"] = "application/octet-stream";
        types.Mappings[".tflite"] = "application/octet-stream";
        return types;
    }

    /// <summary>What is sent instead of the file that was asked for.</summary>
    private sealed record CompressedCopy(PathString Path, string Type, string Encoding);

    /// <summary>Copies are of the type of what is compressed, which <see cref="Describe"/> puts in its place.</summary>
    private sealed class AnyType : IContentTypeProvider
    {
        public bool TryGetContentType(string subpath, out string contentType)
        {
            contentType = "application/octet-stream";
            return true;
        }
    }
}
