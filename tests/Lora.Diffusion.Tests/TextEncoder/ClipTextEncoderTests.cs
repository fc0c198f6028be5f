using Lora.Testing;

namespace Lora.Diffusion.Tests.TextEncoder;

public sealed class ClipTextEncoderTests : IDisposable
{
    private readonly TinyModel _tiny = new();

    private ClipTextEncoder Encoder => _tiny.Model.TextEncoder;

    public void Dispose() => _tiny.Dispose();

    [Fact]
    public void LaterTokens_DoNotChangeEarlierStates()
    {
        var a = Encoder.Forward(_tiny.Runtime, [1012, 5, 6, 7, 1013], 1).LastHiddenState.Slice(1, 0, 3).ToFloats();
        var b = Encoder.Forward(_tiny.Runtime, [1012, 5, 6, 9, 8], 1).LastHiddenState.Slice(1, 0, 3).ToFloats();
        Assert.Equal(a, b);
    }

    [Fact]
    public void ClipSkip_CountsFromTheEnd_ThroughTheFinalNorm()
    {
        long[] ids = [1012, 5, 6, 7, 1013];
        var output = Encoder.Forward(_tiny.Runtime, ids, 1);
        Assert.Equal(output.LastHiddenState.ToFloats(), Encoder.Condition(_tiny.Runtime, ids, 1).ToFloats());
        Assert.Equal(Encoder.FinalNorm(output.HiddenStates[^2]).ToFloats(), Encoder.Condition(_tiny.Runtime, ids, 1, clipSkip: 2).ToFloats());
        Assert.Equal(Encoder.FinalNorm(output.HiddenStates[1]).ToFloats(), Encoder.Condition(_tiny.Runtime, ids, 1, clipSkip: 3).ToFloats());
        Assert.Throws<ArgumentOutOfRangeException>(() => Encoder.Condition(_tiny.Runtime, ids, 1, clipSkip: 4));
    }

    [Fact]
    public void EndToken_IsTheFirst_OrTheLargestIdWhereTheConfigHasTheOldWrongOne()
    {
        Assert.Equal([2, 1], Encoder.Forward(_tiny.Runtime, [1012, 5, 1013, 1013, 1012, 1013, 1013, 1013], 2).EndPositions);
        using var old = new ClipTextEncoder(Encoder.Config with { EosTokenId = 2 });
        foreach (var (to, from) in old.Parameters.Zip(Encoder.Parameters))
        {
            to.Value = from.Value.Detach();
        }

        Assert.Equal([2], old.Forward(_tiny.Runtime, [1012, 2, 1013, 1013], 1).EndPositions);
    }

    [Theory]
    [InlineData(1014)]
    [InlineData(-1)]
    public void IdOutsideTheVocabulary_IsRefused(long id) => Assert.Throws<ArgumentException>(() => Encoder.Forward(_tiny.Runtime, [1012, id], 1));

    [Fact]
    public void TooManyTokens_AreRefused() => Assert.Throws<ArgumentException>(() => Encoder.Forward(_tiny.Runtime, new long[78], 1));

    [Fact]
    public void GradientCheckpointing_ChangesNoBit()
    {
        Assert.Equal(Gradient(false), Gradient(true));

        float[] Gradient(bool checkpointing)
        {
            using var scope = _tiny.Runtime.NewScope();
            Encoder.GradientCheckpointing = checkpointing;
            var weight = Encoder.Parameters.First(p => p.Name.EndsWith("layers.0.mlp.fc1.bias", StringComparison.Ordinal)).Value;
            weight.RequiresGrad = true;
            weight.Grad = null;
            var state = Encoder.Condition(_tiny.Runtime, [1012, 5, 6, 7, 1013], 1, clipSkip: 2);
            (state * state * state).Sum().Backward();
            return weight.Grad!.ToFloats();
        }
    }
}
