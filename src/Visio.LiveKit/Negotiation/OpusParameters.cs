namespace Visio.LiveKit.Negotiation;

/// <summary>The <c>a=fmtp</c> of Opus (RFC 7587 §7).</summary>
internal static class OpusParameters
{
    /// <summary>The parameters that speak of the direction client to us, and that we decide on.</summary>
    private static readonly string[] Decided = ["stereo", "sprop-stereo", "usedtx", "maxaveragebitrate"];

    /// <summary>What an answer says: the offered parameters, but channels and silence as the tracks have them.</summary>
    /// <param name="offered">The parameters of the offer, or null.</param>
    /// <param name="published">What the publisher wants; null when the client does not send.</param>
    /// <param name="isStereoSent">Whether the track we send has two channels.</param>
    public static string Answer(string? offered, OpusPreference? published, bool isStereoSent)
    {
        var parameters = new List<string>();
        foreach (var parameter in (offered ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Array.Exists(Decided, name => IsNamed(parameter, name)))
            {
                parameters.Add(parameter);
            }
        }

        if (isStereoSent)
        {
            parameters.Add("sprop-stereo=1");
        }

        if (published is { Stereo: true })
        {
            parameters.Add("stereo=1");
            parameters.Add("maxaveragebitrate=510000");
        }

        if (published is { DiscontinuousTransmission: true })
        {
            parameters.Add("usedtx=1");
        }

        return string.Join(';', parameters);
    }

    private static bool IsNamed(string parameter, string name) =>
        parameter.Length > name.Length && parameter[name.Length] == '=' && parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
