using Visio.Sfu.Forwarding;

namespace Visio.Sfu.Tests.Forwarding;

public sealed class BurstPatienceTests
{
    [Fact]
    public void Pictures_that_come_at_once_are_waited_for_and_those_that_are_spread_out_soon_are_not()
    {
        var patience = new BurstPatience();
        Assert.InRange(Waits(ref patience, 128, comes: false), 1, 8);
        Assert.InRange(Waits(ref patience, 128, comes: true), 96, 128);

        // One that is late now and then changes nothing.
        for (var i = 0; i < 8; i++)
        {
            Assert.Equal((3, 1), (Waits(ref patience, 3, comes: true), Waits(ref patience, 1, comes: false)));
        }

        Assert.InRange(Waits(ref patience, 128, comes: false), 4, 12);
    }

    private static int Waits(ref BurstPatience patience, int pictures, bool comes)
    {
        var waits = 0;
        for (var i = 0; i < pictures; i++)
        {
            if (patience.Waits())
            {
                waits++;
                if (comes)
                {
                    patience.OnCame();
                }
                else
                {
                    patience.OnMissed();
                }
            }
        }

        return waits;
    }
}
