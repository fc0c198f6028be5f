using Lora.Tensors.Kernels;

namespace Lora.Training.Tests;

/// <summary>Forces tiers and thread counts of the whole process: runs alone.</summary>
[CollectionDefinition(nameof(ProcessWide), DisableParallelization = true)]
public sealed class ProcessWide;

[Collection(nameof(ProcessWide))]
public class TrainerDeterminismTests
{
    [Fact]
    public void TwoSteps_GiveTheSameFileOnEveryTierAndThreadCount()
    {
        var options = Settings.Of(
            "NetworkDim=4; NetworkAlpha=1; LearningRate=1e-2; MaxTrainSteps=2; TrainBatchSize=2; MinSnrGamma=5; ShuffleCaption=true; KeepTokens=1");
        var set = TinyTraining.Set(3, 2, (8, 8), (6, 10));
        var (threads, tier) = (Workers.Threads, CpuTiers.Current);
        try
        {
            var files = new List<byte[]>();
            foreach (var forced in Enum.GetValues<CpuTier>())
            {
                (Workers.Threads, CpuTiers.Current) = (1, forced);
                files.Add(TinyTraining.Train(set, options));
            }

            foreach (var count in (int[])[2, 5])
            {
                (Workers.Threads, CpuTiers.Current) = (count, tier);
                files.Add(TinyTraining.Train(set, options));
            }

            Assert.All(files, file => Assert.Equal(files[0], file));
        }
        finally
        {
            (Workers.Threads, CpuTiers.Current) = (threads, tier);
        }
    }
}
