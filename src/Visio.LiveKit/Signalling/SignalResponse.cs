using Google.Protobuf;

namespace Visio.LiveKit.Protocol;

/// <summary>What is told to everybody in a room is written once, by whoever is first to send it. Once sent, a message is not changed any more.</summary>
internal sealed partial class SignalResponse
{
    private byte[]? _frame;

    /// <summary>The message as protobuf, the same bytes each time. Any thread.</summary>
    public byte[] ToFrame() => _frame ??= this.ToByteArray();
}
