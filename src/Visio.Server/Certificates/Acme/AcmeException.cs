namespace Visio.Server.Certificates.Acme;

/// <summary>The authority refused, or could not be reached.</summary>
/// <param name="message">What it said.</param>
/// <param name="type">The type of the problem (RFC 8555 §6.7); empty where it gave none.</param>
/// <param name="retryAfter">When it wants to be asked again at the earliest.</param>
/// <param name="inner">What lies beneath.</param>
internal sealed class AcmeException(string message, string type = "", DateTimeOffset? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    private const string Prefix = "urn:ietf:params:acme:error:";

    public DateTimeOffset? RetryAfter => retryAfter;

    /// <summary>The nonce was too old: the request may be made again with the new one (RFC 8555 §6.5).</summary>
    public bool IsBadNonce => type == Prefix + "badNonce";
}
