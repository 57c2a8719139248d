using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>
/// What a client was to be told while it had no socket, and cannot learn from what every resume begins with. Of muting, for one, clients
/// believe the server only when it is said as an order.
/// </summary>
internal sealed class MissedMessages
{
    // A client that misses more is told what it missed last.
    private const int Most = 256;

    private readonly Queue<SignalResponse> _messages = new();

    public void Add(SignalResponse response)
    {
        if (response.MessageCase is SignalResponse.MessageOneofCase.Mute or SignalResponse.MessageOneofCase.TrackUnpublished
            or SignalResponse.MessageOneofCase.TrackSubscribed or SignalResponse.MessageOneofCase.SubscribedQualityUpdate
            or SignalResponse.MessageOneofCase.SubscriptionPermissionUpdate)
        {
            _messages.Enqueue(response);
            if (_messages.Count > Most)
            {
                _messages.Dequeue();
            }
        }
    }

    public IEnumerable<SignalResponse> Take()
    {
        while (_messages.TryDequeue(out var message))
        {
            yield return message;
        }
    }
}
