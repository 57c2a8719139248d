using System.Net.WebSockets;
using System.Text;
using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Signalling;

/// <summary>Between WebSocket frames and signalling messages: binary frames are protobuf, text frames are its JSON.</summary>
internal static class SignalCodec
{
    /// <summary>The largest message taken from a client, in bytes.</summary>
    public const int MaxMessageSize = 2 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static bool TryRead(ReadOnlySpan<byte> frame, WebSocketMessageType type, out SignalRequest request)
    {
        if (type == WebSocketMessageType.Binary)
        {
            return ProtoJson.TryParse(frame, SignalRequest.Parser, out request);
        }

        try
        {
            return ProtoJson.TryParse(StrictUtf8.GetString(frame), out request);
        }
        catch (DecoderFallbackException)
        {
            request = new();
            return false;
        }
    }

    /// <summary>A message in the form of a frame, not to be changed: others are sent the same bytes.</summary>
    public static byte[] Write(SignalResponse response, WebSocketMessageType type) =>
        type == WebSocketMessageType.Binary ? response.ToFrame() : Encoding.UTF8.GetBytes(ProtoJson.Camel.Format(response));
}
