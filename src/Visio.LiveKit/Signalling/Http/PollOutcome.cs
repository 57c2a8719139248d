namespace Visio.LiveKit.Signalling.Http;

/// <summary>How a request for messages ends.</summary>
internal enum PollOutcome
{
    /// <summary>There are messages.</summary>
    Messages,

    /// <summary>None came in time.</summary>
    Nothing,

    /// <summary>The client has asked again since.</summary>
    Superseded,

    /// <summary>It asks for what follows messages that it has never been sent, or for some that it has said to have.</summary>
    Misnumbered,

    /// <summary>The session is over, and everything was fetched.</summary>
    Ended,
}
