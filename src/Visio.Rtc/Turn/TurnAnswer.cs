using Visio.Rtc.Stun;

namespace Visio.Rtc.Turn;

/// <summary>Writes the answer to a request that was authenticated, signed with the key it was signed with (RFC 8489 §9.2.5).</summary>
internal readonly ref struct TurnAnswer(TurnMessage message, byte[] key, Span<byte> response)
{
    private readonly TurnMethod _method = message.Method;
    private readonly StunTransactionId _transaction = message.TransactionId;
    private readonly ushort _unknown = message.UnknownRequired;
    private readonly Span<byte> _response = response;

    public TurnReceipt Succeed() => Sign(Begin(StunClass.Success));

    public TurnReceipt Allocated(TransportAddress relayed, TransportAddress mapped, TimeSpan lifetime)
    {
        var writer = Begin(StunClass.Success);
        writer.AddXorAddress((StunAttribute)TurnAttribute.XorRelayedAddress, relayed);
        writer.AddUInt32((StunAttribute)TurnAttribute.Lifetime, (uint)lifetime.TotalSeconds);
        writer.AddXorAddress(StunAttribute.XorMappedAddress, mapped);
        return Sign(writer);
    }

    public TurnReceipt Refreshed(TimeSpan lifetime)
    {
        var writer = Begin(StunClass.Success);
        writer.AddUInt32((StunAttribute)TurnAttribute.Lifetime, (uint)lifetime.TotalSeconds);
        return Sign(writer);
    }

    public TurnReceipt Fail(StunErrorCode error)
    {
        var writer = Begin(StunClass.Error);
        writer.AddErrorCode(error);
        if (error == StunErrorCode.UnknownAttribute)
        {
            writer.AddUnknownAttribute(_unknown);
        }

        return Sign(writer, DropReason.TurnRefused);
    }

    private StunWriter Begin(StunClass messageClass) => new(_response, messageClass, _transaction, (ushort)_method);

    private TurnReceipt Sign(StunWriter writer, DropReason reason = DropReason.None)
    {
        writer.AddIntegrity(key);
        return new() { Reason = reason, ResponseLength = writer.Length, IsAuthentic = true };
    }
}
