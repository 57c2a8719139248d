namespace Visio.LiveKit.Signalling.Http;

/// <summary>What a request for messages comes to.</summary>
/// <param name="Outcome">Which of its ends.</param>
/// <param name="Body">The messages; empty for every other end.</param>
internal sealed record PollAnswer(PollOutcome Outcome, byte[] Body)
{
    public static readonly PollAnswer Nothing = new(PollOutcome.Nothing, []);
    public static readonly PollAnswer Superseded = new(PollOutcome.Superseded, []);
    public static readonly PollAnswer Misnumbered = new(PollOutcome.Misnumbered, []);
    public static readonly PollAnswer Ended = new(PollOutcome.Ended, []);
}
