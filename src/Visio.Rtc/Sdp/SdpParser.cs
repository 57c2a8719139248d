using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Visio.Rtc.Sdp;

/// <summary>
/// Reads session descriptions (RFC 8866 §9). Never throws, whatever the text: it comes from the network. Lines may end with CRLF or LF.
/// </summary>
public static class SdpParser
{
    /// <summary>The longest description that is read, in characters.</summary>
    public const int MaximumLength = 256 * 1024;

    /// <summary>The longest line that is read, in characters.</summary>
    public const int MaximumLineLength = 4096;

    /// <summary>The most media sections that are read.</summary>
    public const int MaximumSections = 1000;

    /// <summary>The most attributes that are read in one section, or before the first.</summary>
    public const int MaximumAttributes = 2000;

    /// <summary>The most formats that an <c>m=</c> line may list: there are 128 payload types.</summary>
    public const int MaximumFormats = 128;

    /// <summary>Reads a description.</summary>
    /// <param name="text">The description.</param>
    /// <param name="session">What it says.</param>
    /// <param name="error">What is wrong with it and in which line, in plain words.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SdpSession? session, [NotNullWhen(false)] out string? error)
    {
        session = null;
        if (text.Length > MaximumLength)
        {
            error = $"the description is longer than {MaximumLength} characters";
            return false;
        }

        var rest = text.AsSpan().TrimEnd("\r\n");
        if (!TryReadStart(ref rest, out var parsed, out error))
        {
            return false;
        }

        MediaDescription? media = null;
        var attributes = 0;
        for (var number = 3; !rest.IsEmpty; number++)
        {
            if (!TryTakeLine(ref rest, out var type, out var value))
            {
                return Fail(number, "is not of the form x=…", out error);
            }

            switch (type)
            {
                case 'm':
                    if (parsed.Media.Count == MaximumSections)
                    {
                        return Fail(number, $"starts a section too many: {MaximumSections} are allowed", out error);
                    }

                    if (!TryReadMedia(value, out media))
                    {
                        return Fail(number, "is not a media line", out error);
                    }

                    parsed.Media.Add(media);
                    attributes = 0;
                    break;

                case 'a':
                    if (++attributes > MaximumAttributes)
                    {
                        return Fail(number, $"is an attribute too many: {MaximumAttributes} are allowed", out error);
                    }

                    var colon = value.IndexOf(':');
                    var name = (colon < 0 ? value : value[..colon]).ToString();
                    var argument = colon < 0 ? null : value[(colon + 1)..].ToString();
                    if (!(media is null ? SdpAttributeReader.TryRead(parsed, name, argument) : SdpAttributeReader.TryRead(media, name, argument)))
                    {
                        return Fail(number, $"has a malformed attribute '{(name.Length <= 32 ? name : name[..32])}'", out error);
                    }

                    break;

                default:
                    ReadOther(parsed, media, type, value);
                    break;
            }
        }

        session = parsed;
        error = null;
        return true;
    }

    private static bool TryReadStart(
        ref ReadOnlySpan<char> rest, [NotNullWhen(true)] out SdpSession? session, [NotNullWhen(false)] out string? error)
    {
        session = null;
        if (!TryTakeLine(ref rest, out var type, out var value) || type != 'v' || !value.SequenceEqual("0"))
        {
            return Fail(1, "is not v=0", out error);
        }

        if (!TryTakeLine(ref rest, out type, out value) || type != 'o')
        {
            return Fail(2, "is not an o= line", out error);
        }

        var user = SdpToken.Next(ref value);
        if (user.IsEmpty
            || !SdpToken.TryNumber(SdpToken.Next(ref value), out ulong id)
            || !SdpToken.TryNumber(SdpToken.Next(ref value), out ulong version)
            || value.IsEmpty)
        {
            return Fail(2, "is not an o= line", out error);
        }

        session = new() { Origin = new(user.ToString(), id, version, value.ToString()) };
        error = null;
        return true;
    }

    private static bool TryReadMedia(ReadOnlySpan<char> value, [NotNullWhen(true)] out MediaDescription? media)
    {
        media = null;
        var kind = SdpToken.Next(ref value);
        if (!SdpToken.IsToken(kind, 32) || !SdpToken.TryNumber(SdpToken.Next(ref value), out ushort port))
        {
            return false;
        }

        var protocol = SdpToken.Next(ref value);
        if (protocol.IsEmpty || protocol.Length > 64)
        {
            return false;
        }

        var read = new MediaDescription { Media = kind.ToString(), Port = port, Protocol = protocol.ToString() };
        while (!value.IsEmpty)
        {
            var format = SdpToken.Next(ref value);
            if (read.Formats.Count == MaximumFormats || format.Length > 64)
            {
                return false;
            }

            read.Formats.Add(format.ToString());
        }

        media = read;
        return read.Formats.Count > 0;
    }

    /// <summary>Lines that WebRTC gives no meaning to (i=, u=, e=, p=, r=, z=, k=) are skipped (RFC 8866 §9, RFC 9429 §5.8).</summary>
    private static void ReadOther(SdpSession session, MediaDescription? media, char type, ReadOnlySpan<char> value)
    {
        switch (type)
        {
            case 's' when media is null:
                session.Name = value.ToString();
                break;
            case 't' when media is null:
                session.Timing = value.ToString();
                break;
            case 'c' when media is null:
                session.Connection = value.ToString();
                break;
            case 'c':
                media!.Connection = value.ToString();
                break;
            case 'b' when media is not null && media.Bandwidths.Count < 16:
                media.Bandwidths.Add(value.ToString());
                break;
        }
    }

    private static bool TryTakeLine(ref ReadOnlySpan<char> rest, out char type, out ReadOnlySpan<char> value)
    {
        var end = rest.IndexOf('\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        line = line.EndsWith('\r') ? line[..^1] : line;

        // A carriage return or a NUL inside a line could end it early for another reader.
        if (line.Length is < 2 or > MaximumLineLength || line[1] != '=' || line.ContainsAny('\r', '\0'))
        {
            type = default;
            value = default;
            return false;
        }

        type = line[0];
        value = line[2..];
        return true;
    }

    private static bool Fail(int line, string what, out string error)
    {
        error = string.Create(CultureInfo.InvariantCulture, $"line {line} {what}");
        return false;
    }
}
