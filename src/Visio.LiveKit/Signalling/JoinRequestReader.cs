using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Signalling;

/// <summary>Decodes the <c>join_request</c> parameter: base64 of a WrappedJoinRequest that may hold a gzip stream.</summary>
internal static class JoinRequestReader
{
    /// <summary>The largest join request after decompression, in bytes. A gzip stream of 64 KiB could grow a thousandfold.</summary>
    public const int MaxSize = 1024 * 1024;

    public static bool TryRead(string parameter, out JoinRequest request)
    {
        request = new();
        return TryDecode(parameter, out var wrappedBytes)
            && ProtoJson.TryParse(wrappedBytes, WrappedJoinRequest.Parser, out var wrapped)
            && TryUnwrap(wrapped, out var bytes)
            && ProtoJson.TryParse(bytes.Span, JoinRequest.Parser, out request);
    }

    // Clients send the URL alphabet with padding; both alphabets are taken, padded or not.
    private static bool TryDecode(string text, out byte[] bytes)
    {
        var normal = text.Replace('+', '-').Replace('/', '_').Replace(' ', '-').TrimEnd('=');
        bytes = new byte[Base64Url.GetMaxDecodedLength(normal.Length)];
        if (!Base64Url.IsValid(normal) || !Base64Url.TryDecodeFromUtf8(Encoding.ASCII.GetBytes(normal), bytes, out var length))
        {
            return false;
        }

        Array.Resize(ref bytes, length);
        return true;
    }

    private static bool TryUnwrap(WrappedJoinRequest wrapped, out ReadOnlyMemory<byte> bytes)
    {
        bytes = wrapped.JoinRequest.Memory;
        return wrapped.Compression switch
        {
            WrappedJoinRequest.Types.Compression.None => bytes.Length <= MaxSize,
            WrappedJoinRequest.Types.Compression.Gzip => TryInflate(wrapped.JoinRequest.ToByteArray(), out bytes),
            _ => false,
        };
    }

    private static bool TryInflate(byte[] compressed, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var block = new byte[8192];
        try
        {
            int read;
            while ((read = gzip.Read(block)) > 0)
            {
                if (plain.Length + read > MaxSize)
                {
                    return false;
                }

                plain.Write(block, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        bytes = plain.ToArray();
        return true;
    }
}
