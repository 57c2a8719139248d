using System.IO.Compression;
using System.Text;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>Reads the beginning of a text that may be longer than it should, or none.</summary>
internal static class Utf8Start
{
    /// <summary>Unpacks at most <paramref name="limit"/> bytes; false for what is not packed as it says.</summary>
    public static bool TryInflate(ReadOnlyMemory<byte> bytes, DataStream.Types.CompressionType compression, int limit, out ReadOnlyMemory<byte> plain)
    {
        plain = bytes.Length <= limit ? bytes : bytes[..limit];
        if (compression == DataStream.Types.CompressionType.None)
        {
            return true;
        }

        var buffer = new byte[limit];
        try
        {
            using var inflated = new DeflateStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            plain = buffer.AsMemory(0, inflated.ReadAtLeast(buffer, limit, throwOnEndOfStream: false));
            return compression == DataStream.Types.CompressionType.DeflateRaw;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>At most <paramref name="limit"/> UTF-16 units; a character that is cut off at the end is left out.</summary>
    public static string Decode(ReadOnlySpan<byte> utf8, int limit)
    {
        Span<char> text = limit <= LiveText.MaxLength ? stackalloc char[limit] : new char[limit];
        Encoding.UTF8.GetDecoder().Convert(utf8, text, flush: false, out _, out var length, out _);
        return new(text[..length]);
    }
}
