using Visio.LiveKit.Protocol;

namespace Visio.LiveKit.Rooms;

/// <summary>A call of a participant's method that is under way.</summary>
internal sealed class RpcCall(string id, string identity, DataPacket request)
{
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RpcResponse> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = id;

    /// <summary>Who is called.</summary>
    public string Identity { get; } = identity;

    /// <summary>What its client is sent.</summary>
    public DataPacket Request { get; } = request;

    /// <summary>The client has the call and is at it.</summary>
    public void Take() => _taken.TrySetResult();

    public void Answer(RpcResponse response)
    {
        Take();
        _answer.TrySetResult(response);
    }

    /// <summary>Waits for the answer, or for too long. Any thread.</summary>
    /// <param name="taken">How long the client may take to say that it has the call.</param>
    /// <param name="answered">How long the answer may take in all.</param>
    /// <param name="time">The clock.</param>
    public async Task<RpcResponse> WaitAsync(TimeSpan taken, TimeSpan answered, TimeProvider time)
    {
        var start = time.GetTimestamp();
        try
        {
            await _taken.Task.WaitAsync(taken < answered ? taken : answered, time);
        }
        catch (TimeoutException)
        {
            return new() { Error = RpcErrors.ConnectionTimeout };
        }

        try
        {
            var left = answered - time.GetElapsedTime(start);
            return await _answer.Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        }
        catch (TimeoutException)
        {
            return new() { Error = RpcErrors.ResponseTimeout };
        }
    }
}
