using System.Text.Json;
using System.Text.Json.Nodes;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Remote;

/// <summary>Reads what a LiveKit server elsewhere tells, which may be newer than this program.</summary>
internal static class RemoteWebhook
{
    /// <summary>Parts of a participant whose words grow with every version, and that are of no interest here.</summary>
    private static readonly string[] Growing = ["capabilities", "kindDetails", "tracks"];

    /// <summary>Reads a body; false where a word in it that matters is not known, or it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out WebhookEvent happened)
    {
        if (ProtoJson.TryParse(System.Text.Encoding.UTF8.GetString(body), out happened))
        {
            return true;
        }

        try
        {
            if (JsonNode.Parse(body) is not JsonObject json)
            {
                return false;
            }

            json.Remove("track");
            foreach (var name in Growing)
            {
                (json["participant"] as JsonObject)?.Remove(name);
            }

            return ProtoJson.TryParse(json.ToJsonString(), out happened);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return false;
        }
    }
}
