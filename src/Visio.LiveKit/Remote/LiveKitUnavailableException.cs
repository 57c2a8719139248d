namespace Visio.LiveKit;

/// <summary>A LiveKit server elsewhere does not answer, or does not do what it was asked.</summary>
public sealed class LiveKitUnavailableException : Exception
{
    /// <summary>Without a cause.</summary>
    public LiveKitUnavailableException()
    {
    }

    /// <summary>With what it said, or what happened.</summary>
    public LiveKitUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With what happened, and why.</summary>
    public LiveKitUnavailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
