using Visio.Rtc.Stun;

namespace Visio.Rtc.Ice;

/// <summary>An answer to a connectivity check that waits to be polled.</summary>
/// <param name="Transaction">The request's transaction.</param>
/// <param name="To">Where the request came from; also what XOR-MAPPED-ADDRESS tells.</param>
/// <param name="Error">What was wrong with the request, if anything.</param>
/// <param name="UnknownAttribute">The attribute that was not understood, for <see cref="StunErrorCode.UnknownAttribute"/>.</param>
/// <param name="Key">The secret the request was signed with; null when it was not authenticated.</param>
internal readonly record struct PendingResponse(
    StunTransactionId Transaction,
    TransportAddress To,
    StunErrorCode Error,
    ushort UnknownAttribute,
    IceSecret? Key)
{
    public int Write(Span<byte> destination)
    {
        var writer = new StunWriter(destination, Error == StunErrorCode.None ? StunClass.Success : StunClass.Error, Transaction);
        if (Error == StunErrorCode.None)
        {
            writer.AddXorMappedAddress(To);
        }
        else
        {
            writer.AddErrorCode(Error);
        }

        if (Error == StunErrorCode.UnknownAttribute)
        {
            writer.AddUnknownAttribute(UnknownAttribute);
        }

        if (Key is not null)
        {
            writer.AddIntegrity(Key.Password);
        }

        writer.AddFingerprint();
        return writer.Length;
    }
}
