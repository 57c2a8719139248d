namespace Visio.Sfu.Tests;

/// <summary>Tests that measure the memory of the whole process: no other test may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MemoryTests
{
    public const string Name = "memory";
}
