using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

public sealed class LossScaleTests : IDisposable
{
    private readonly TensorRuntime _runtime = TestRuntime.New();
    private readonly ParameterGroup _group;
    private readonly LossScale _scale;

    public LossScaleTests()
    {
        _group = new ParameterGroup(_runtime, "unet", 1, [[3]]);
        _group.Set(0, [1, 2, 3]);
        _scale = new LossScale(_runtime);
    }

    private float Factor => _scale.Tensors.First().Value.ToFloats()[0];

    [Fact]
    public void FiniteGradients_AreDividedAndUsed()
    {
        _group.Gradients.CopyFrom_([65536, 131072, -65536]);
        Step();
        Assert.Equal([0, 0, 4], _group.Values.ToFloats());
        Assert.Equal(65536, Factor);
    }

    [Theory]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.NaN)]
    public void GradientThatIsNotFinite_ChangesNothingAndHalvesTheFactor(float wrong)
    {
        _group.Gradients.CopyFrom_([65536, wrong, 0]);
        Step();
        Assert.Equal([1, 2, 3], _group.Values.ToFloats());
        Assert.Equal(32768, Factor);
    }

    [Fact]
    public void Factor_DoublesAfterTwoThousandFiniteStepsInARow()
    {
        for (var step = 1; step < 2000; step++)
        {
            Step();
        }

        Assert.Equal(65536, Factor);
        Step();
        Assert.Equal(131072, Factor);
        Step();
        Assert.Equal(131072, Factor);
    }

    [Fact]
    public void Training_IsTheSameWithIt()
    {
        var set = TinyTraining.Set(2);
        var plain = TinyTraining.Weights(TinyTraining.Train(set, Settings.Of("NetworkDim=4; MaxTrainSteps=3; LearningRate=1e-3; TrainBatchSize=2")));
        var scaled = TinyTraining.Weights(TinyTraining.Train(set,
            Settings.Of("NetworkDim=4; MaxTrainSteps=3; LearningRate=1e-3; TrainBatchSize=2; MixedPrecision=fp16")));
        var largest = plain.Max(Math.Abs);
        Assert.All(plain.Zip(scaled), pair => Assert.Equal(pair.First, pair.Second, largest * 1e-4));
    }

    public void Dispose()
    {
        _scale.Dispose();
        _group.Dispose();
        _runtime.Dispose();
    }

    private void Step()
    {
        using var scope = _runtime.NewScope();
        _scale.Step([_group], [_group.Values], () => _group.Values.Add_(_group.Gradients, -1));
    }
}
