namespace Visio.Server.Hosting;

/// <summary>The OpenAPI document of <c>/api/v1</c>. <c>docs/openapi.json</c> is a copy that a test compares.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services) => services.AddOpenApi("v1", options =>
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "Visio", Version = "1", Description = "Rooms and sessions. Refusals are RFC 9457 problem details with a stable `code`." };
            // The address that happened to be asked is no part of the contract.
            document.Servers?.Clear();
            return Task.CompletedTask;
        }));

    public static void MapApiDescription(this WebApplication app) => app.MapOpenApi("/api/{documentName}/openapi.json");
}
