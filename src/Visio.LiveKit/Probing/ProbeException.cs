namespace Visio.LiveKit.Probing;

/// <summary>A session could not be opened.</summary>
/// <param name="message">Why, in a sentence.</param>
/// <param name="status">What was answered instead of 101; null where it was no answer.</param>
public sealed class ProbeException(string message, int? status = null) : Exception(message)
{
    /// <summary>What was answered instead of 101; null where it was no answer.</summary>
    public int? Status => status;
}
