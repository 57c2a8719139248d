using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Visio.Rtc;
using Visio.Sfu.Routing;

namespace Visio.Sfu.Loop;

/// <summary>
/// The argument of recvmmsg and sendmmsg, built once over the slots of a batch: message headers, vectors and socket addresses in
/// native memory. A run of equal datagrams to one address is one entry away from UDP GSO: the headers need not change for it.
/// </summary>
internal sealed unsafe class MessageVector : IDisposable
{
    /// <summary>Bytes of a <c>sockaddr_in6</c>, the larger of the two forms.</summary>
    private const int AddressSize = 28;
    private const int IPv4AddressSize = 16;

    private readonly DatagramBatch _batch;
    private readonly Libc.IoVector* _vectors;
    private readonly byte* _addresses;
    private readonly bool _ipv4;

    public MessageVector(DatagramBatch batch, bool ipv4)
    {
        _batch = batch;
        _ipv4 = ipv4;
        Headers = (Libc.MessageHeaderWithLength*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, (nuint)sizeof(Libc.MessageHeaderWithLength));
        _vectors = (Libc.IoVector*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, (nuint)sizeof(Libc.IoVector));
        _addresses = (byte*)NativeMemory.AllocZeroed(DatagramBatch.Capacity, AddressSize);
        for (var i = 0; i < DatagramBatch.Capacity; i++)
        {
            // The batch's memory is pinned for its lifetime, so its address may be kept.
            _vectors[i].Base = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(batch.Slot(i)));
            Headers[i].Vectors = _vectors + i;
            Headers[i].VectorCount = 1;
            Headers[i].Name = _addresses + (i * AddressSize);
        }
    }

    public Libc.MessageHeaderWithLength* Headers { get; }

    /// <summary>Makes all slots ready to receive into.</summary>
    public void PrepareReceive(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _vectors[i].Length = DatagramBatch.SlotSize;
            Headers[i].NameLength = AddressSize;
        }
    }

    /// <summary>Tells the batch what the kernel wrote into its slots.</summary>
    public void CompleteReceive(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var length = (Headers[i].Flags & Libc.MsgTruncated) == 0 ? (int)Headers[i].Length : 0;
            _batch.Set(i, length, ReadAddress(Headers[i].Name));
        }

        _batch.Count = count;
    }

    /// <summary>Describes the batch's datagrams to the kernel.</summary>
    public void PrepareSend()
    {
        for (var i = 0; i < _batch.Count; i++)
        {
            _vectors[i].Length = (nuint)_batch.Length(i);
            Headers[i].NameLength = WriteAddress(Headers[i].Name, _batch.Address(i));
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(Headers);
        NativeMemory.Free(_vectors);
        NativeMemory.Free(_addresses);
    }

    private static TransportAddress ReadAddress(byte* address)
    {
        var bytes = new ReadOnlySpan<byte>(address, AddressSize);
        var port = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return MemoryMarshal.Read<ushort>(bytes) == Libc.AddressFamilyIPv4
            ? TransportAddress.FromIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]), port)
            : new(BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), port);
    }

    private uint WriteAddress(byte* destination, TransportAddress address)
    {
        var bytes = new Span<byte>(destination, AddressSize);
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], address.Port);
        if (_ipv4)
        {
            MemoryMarshal.Write(bytes, (ushort)Libc.AddressFamilyIPv4);
            BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], (uint)address.Low);
            return IPv4AddressSize;
        }

        // A dual-stack socket takes IPv4 in its mapped form, which is how TransportAddress keeps it.
        MemoryMarshal.Write(bytes, (ushort)Libc.AddressFamilyIPv6);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], address.High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], address.Low);
        return AddressSize;
    }
}
