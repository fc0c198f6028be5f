using Lora.Tensors.Kernels;

namespace Lora.Tensors.Tests.Kernels;

[Collection(EveryTier.Name)]
public class WorkersTests
{
    [Fact]
    public void EveryPart_RunsOnceWhateverTheThreads()
    {
        var threads = Workers.Threads;
        try
        {
            foreach (var count in (int[])[1, 2, 5, 16])
            {
                Workers.Threads = count;
                for (var round = 0; round < 300; round++)
                {
                    var done = new int[round % 40];
                    Workers.For(done.Length, part => Interlocked.Increment(ref done[part]));
                    Assert.All(done, times => Assert.Equal(1, times));
                }
            }
        }
        finally
        {
            Workers.Threads = threads;
        }
    }

    [Fact]
    public void RegionsInsideAndBesideRegions_AllComplete()
    {
        var total = 0;
        var users = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                Workers.For(8, _ => Workers.For(4, _ => Interlocked.Increment(ref total)));
            }
        })).ToArray();
        Array.ForEach(users, user => user.Start());
        Array.ForEach(users, user => user.Join());
        Assert.Equal(4 * 100 * 8 * 4, total);
    }

    [Fact]
    public void ExceptionInAPart_ReachesTheCallerAndLeavesTheWorkersUsable()
    {
        Assert.Throws<InvalidOperationException>(() => Workers.For(20, part =>
        {
            if (part == 7)
            {
                throw new InvalidOperationException();
            }
        }));
        var done = 0;
        Workers.For(20, _ => Interlocked.Increment(ref done));
        Assert.Equal(20, done);
    }
}
