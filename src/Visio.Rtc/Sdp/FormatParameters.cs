namespace Visio.Rtc.Sdp;

/// <summary>An <c>a=fmtp</c> line (RFC 8866 §6.15).</summary>
/// <param name="PayloadType">0 to 127.</param>
/// <param name="Value">The parameters as they came, usually <c>name=value</c> joined by semicolons.</param>
public sealed record FormatParameters(byte PayloadType, string Value)
{
    /// <summary>The value of one parameter, or null; names are compared without case.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var range in Value.AsSpan().Split(';'))
            {
                var part = Value.AsSpan()[range].Trim();
                var equals = part.IndexOf('=');
                if (equals >= 0 && part[..equals].TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    return part[(equals + 1)..].TrimStart().ToString();
                }
            }

            return null;
        }
    }
}
