using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Visio.Server.Data;

/// <summary>An immutable value as JSON text: camel case, enumerations by name. What the text lacks has the default of the type.</summary>
internal sealed class JsonText<T>() : ValueConverter<T, string>(value => JsonSerializer.Serialize(value, Options), text => Read(text))
    where T : class
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private static T Read(string text) =>
        JsonSerializer.Deserialize<T>(text, Options) ?? throw new InvalidDataException($"The database holds a {typeof(T).Name} of another form.");
}
