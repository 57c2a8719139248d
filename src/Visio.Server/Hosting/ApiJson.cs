using System.Text.Json;
using System.Text.Json.Serialization;

namespace Visio.Server.Hosting;

/// <summary>How the API reads and writes JSON: camel case, enumerations by name, and no field twice (two readers could take a different one each).</summary>
internal static class ApiJson
{
    public static void AddApiJson(this IServiceCollection services) => services.ConfigureHttpJsonOptions(json => Apply(json.SerializerOptions));

    /// <summary>The same for JSON that does not travel in a request.</summary>
    public static JsonSerializerOptions Options()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        Apply(options);
        return options;
    }

    public static void Apply(JsonSerializerOptions options)
    {
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
