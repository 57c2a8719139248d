using System.Text.Json.Nodes;

namespace Visio.Server.Certificates.Acme;

/// <summary>What the authority answered.</summary>
/// <param name="Text">The body.</param>
/// <param name="Location">Where what was made is.</param>
/// <param name="RetryAfter">When it wants to be asked again.</param>
internal sealed record AcmeAnswer(string Text, Uri? Location, DateTimeOffset? RetryAfter)
{
    /// <summary>The body, which must be an object.</summary>
    /// <exception cref="AcmeException">It is none.</exception>
    public JsonObject Json
    {
        get
        {
            try
            {
                return JsonNode.Parse(Text)?.AsObject() ?? throw new AcmeException("The authority answered nothing.");
            }
            catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException)
            {
                throw new AcmeException("The authority's answer is no JSON object.", inner: e);
            }
        }
    }
}
