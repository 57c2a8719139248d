using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;

namespace Visio.LiveKit.Signalling.Http;

/// <summary>
/// One message in the body of a request or an answer: a byte that says what it is, with the numbers of WebSocket's opcodes (RFC 6455
/// §5.2), four bytes of length, network order, and the message. A close holds a status of two bytes and a reason in UTF-8 (§5.5.1), or nothing.
/// </summary>
internal sealed record SignalFrame(WebSocketMessageType Type, byte[] Content)
{
    /// <summary>What stands before each message, in bytes.</summary>
    public const int HeaderSize = 5;

    private const byte Text = 1;
    private const byte Binary = 2;
    private const byte Close = 8;

    public static SignalFrame Closing(WebSocketCloseStatus status, string? reason)
    {
        var text = Encoding.UTF8.GetBytes(reason ?? "");
        var content = new byte[2 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(content, (ushort)status);
        text.CopyTo(content, 2);
        return new(WebSocketMessageType.Close, content);
    }

    /// <summary>The bytes that it takes in a body.</summary>
    public int Size => HeaderSize + Content.Length;

    public void WriteTo(Stream body)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        header[0] = Type switch { WebSocketMessageType.Text => Text, WebSocketMessageType.Binary => Binary, _ => Close };
        BinaryPrimitives.WriteInt32BigEndian(header[1..], Content.Length);
        body.Write(header);
        body.Write(Content);
    }

    /// <summary>Reads a whole body; false when it is not made of whole messages.</summary>
    public static bool TryReadAll(ReadOnlySpan<byte> body, out List<SignalFrame> frames)
    {
        frames = [];
        while (!body.IsEmpty)
        {
            if (body.Length < HeaderSize || ReadType(body[0]) is not { } type)
            {
                return false;
            }

            var length = BinaryPrimitives.ReadUInt32BigEndian(body[1..]);
            if (length > body.Length - HeaderSize)
            {
                return false;
            }

            frames.Add(new(type, body.Slice(HeaderSize, (int)length).ToArray()));
            body = body[(HeaderSize + (int)length)..];
        }

        return true;
    }

    private static WebSocketMessageType? ReadType(byte opcode) => opcode switch
    {
        Text => WebSocketMessageType.Text,
        Binary => WebSocketMessageType.Binary,
        Close => WebSocketMessageType.Close,
        _ => null,
    };
}
