using System.Buffers.Binary;
using Visio.Rtc.Time;

namespace Visio.Rtc.Sctp;

/// <content>ABORT, SHUTDOWN, and packets that belong to no association (RFC 9260 §8.4, §9).</content>
internal sealed partial class SctpAssociation
{
    private Instant _shutdownDeadline = Instant.Never;

    /// <summary>Ends the association once everything queued has arrived (RFC 9260 §9.2).</summary>
    public void Shutdown(Instant now)
    {
        if (State == AssociationState.Established)
        {
            State = AssociationState.ShutdownPending;
            _heartbeat.Stop();
            ContinueShutdown(now);
        }
        else if (State is AssociationState.Closed or AssociationState.CookieWait or AssociationState.CookieEchoed)
        {
            Abort(now);
        }
    }

    /// <summary>Ends the association at once (RFC 9260 §9.1).</summary>
    public void Abort(Instant now) => AbortWith(ErrorCause.UserInitiatedAbort);

    private void AbortWith(ErrorCause cause)
    {
        if (_ended)
        {
            return;
        }

        if (State is not (AssociationState.Closed or AssociationState.CookieWait))
        {
            QueueStandalone(_peer.Tag, ControlChunk.FromCause(cause, default, ChunkType.Abort));
        }

        End();
    }

    private void End()
    {
        if (_ended)
        {
            return;
        }

        _ended = true;
        State = AssociationState.Closed;
        _handshakeDeadline = Instant.Never;
        _shutdownDeadline = Instant.Never;
        _heartbeat.Stop();
        _inbound = null;
        _reset = null;
        _outbound = new(_options.Mtu, _localInitialTsn);
        _control.Clear();
        _events.Enqueue(new(AssociationEventKind.Ended));
    }

    /// <summary>Goes on with a shutdown when the last data was acknowledged.</summary>
    private void ContinueShutdown(Instant now)
    {
        if (!_outbound.IsIdle)
        {
            return;
        }

        if (State == AssociationState.ShutdownPending)
        {
            State = AssociationState.ShutdownSent;
            SendShutdown(now);
        }
        else if (State == AssociationState.ShutdownReceived)
        {
            State = AssociationState.ShutdownAckSent;
            SendShutdown(now);
        }
    }

    /// <summary>Sends SHUTDOWN or SHUTDOWN ACK, by state, and starts T2-shutdown.</summary>
    private void SendShutdown(Instant now)
    {
        if (State == AssociationState.ShutdownSent)
        {
            var value = new byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(value, _inbound!.Cumulative.Value);
            QueueControl(new(ChunkType.Shutdown, 0, value));
        }
        else
        {
            QueueControl(new(ChunkType.ShutdownAck, 0, []));
        }

        _shutdownDeadline = now + _outbound.Timeout.Value;
    }

    /// <summary>In SHUTDOWN-SENT each packet with data is answered by SHUTDOWN again (RFC 9260 §9.2).</summary>
    private void RepeatShutdown(Instant now)
    {
        if (State == AssociationState.ShutdownSent && _control.Count == 0)
        {
            SendShutdown(now);
        }
    }

    private void HandleShutdownTimeout(Instant now)
    {
        _outbound.Timeout.BackOff();
        SendShutdown(now);
        AddError(now);
    }

    private bool HandleShutdown(in Chunk chunk, Instant now)
    {
        if (chunk.Value.Length != 4)
        {
            return Check(false);
        }

        switch (State)
        {
            case AssociationState.Established or AssociationState.ShutdownPending or AssociationState.ShutdownReceived:
                _outbound.HandleSack(SackChunk.CumulativeOnly(new(BinaryPrimitives.ReadUInt32BigEndian(chunk.Value)), (uint)_window), now);
                State = AssociationState.ShutdownReceived;
                _heartbeat.Stop();
                break;
            case AssociationState.ShutdownSent:
                State = AssociationState.ShutdownAckSent;
                SendShutdown(now);
                break;
        }

        return true;
    }

    private void HandleShutdownAck(uint packetTag)
    {
        switch (State)
        {
            case AssociationState.ShutdownSent or AssociationState.ShutdownAckSent:
                QueueStandalone(_peer.Tag, new(ChunkType.ShutdownComplete, 0, []));
                End();
                break;
            case AssociationState.CookieWait or AssociationState.CookieEchoed:
                // RFC 9260 §8.5.1, rule E: of an association we know nothing of.
                QueueStandalone(packetTag, new(ChunkType.ShutdownComplete, 1, []));
                break;
        }
    }

    private void HandleShutdownComplete()
    {
        if (State == AssociationState.ShutdownAckSent)
        {
            End();
        }
    }

    /// <summary>Tells a peer that still talks to us that there is nobody (RFC 9260 §8.4).</summary>
    private void AnswerOutOfTheBlue(uint packetTag, in Chunk chunk)
    {
        switch (chunk.Type)
        {
            case ChunkType.Abort or ChunkType.ShutdownComplete or ChunkType.CookieAck or ChunkType.Error:
            case ChunkType.Init or ChunkType.InitAck or ChunkType.CookieEcho:
                break;
            case ChunkType.ShutdownAck:
                QueueStandalone(packetTag, new(ChunkType.ShutdownComplete, 1, []));
                break;
            default:
                QueueStandalone(packetTag, new(ChunkType.Abort, 1, []));
                break;
        }
    }
}
