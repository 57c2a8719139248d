using System.Buffers;
using Microsoft.AspNetCore.Connections.Features;

namespace Visio.LiveKit.Web;

/// <summary>
/// The memory that the web server writes its answers into. Connections made by hand would get the shared pool, which gives nothing at all
/// to whoever asks for any size, as answers without a length do.
/// </summary>
internal sealed class WebMemory(MemoryPool<byte> pool) : IMemoryPoolFeature, IDisposable
{
    public MemoryPool<byte> MemoryPool => pool;

    public void Dispose() => pool.Dispose();
}
