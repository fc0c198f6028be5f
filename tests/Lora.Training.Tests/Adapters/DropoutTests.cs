using Lora.Diffusion;
using Lora.Tensors;
using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

/// <summary>What is left out at random: how much, where, and the same again where a forward pass runs twice.</summary>
public sealed class DropoutTests : IDisposable
{
    private const int Ranks = 64;

    private readonly TensorRuntime _runtime = TestRuntime.New();
    private readonly TensorScope _scope;
    private readonly Conv2d _layer = new("layer", 3, 32, 3, 1, 1);

    public DropoutTests()
    {
        _scope = _runtime.NewScope();
        var random = new Generator(4);
        foreach (var parameter in _layer.Parameters)
        {
            var values = new float[parameter.Count];
            random.Normal(values);
            parameter.Value = _runtime.FromFloats(values, parameter.Shape);
        }
    }

    [Fact]
    public void Module_IsLeftOutAsOftenAsItsChanceSays()
    {
        var adapter = Adapter(Networks.Lora, new(0, 0, 0.25, false));
        var random = new RandomStream(1, RandomPurpose.Adapters);
        var x = Input();
        var (frozen, whole) = (_layer.ForwardFrozen(x).ToFloats(), adapter.Forward(_layer, x).ToFloats());
        var skipped = 0;
        for (var i = 0; i < 200; i++)
        {
            adapter.Draw(random, [0, 0]);
            var y = adapter.Forward(_layer, x).ToFloats();
            skipped += y.SequenceEqual(frozen) ? 1 : 0;
            Assert.True(y.SequenceEqual(frozen) || y.SequenceEqual(whole));
        }

        Assert.InRange(skipped, 30, 70);
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0, 0.5)]
    public void Lora_KeepsItsMean_AndVariesFromDrawToDraw(double neuron, double rank)
    {
        var adapter = Adapter(Networks.Lora, new(neuron, rank, 0, false));
        var random = new RandomStream(1, RandomPurpose.Adapters);
        var x = Input();
        var whole = Change(adapter, x);
        var sum = new double[whole.Length];
        const int Draws = 300;
        float[] last = [];
        for (var i = 0; i < Draws; i++)
        {
            adapter.Draw(random, [0, 0]);
            var (change, again) = (Change(adapter, x), Change(adapter, x));
            Assert.Equal(change, again);
            Assert.NotEqual(last, change);
            last = change;
            for (var k = 0; k < sum.Length; k++)
            {
                sum[k] += change[k];
            }
        }

        // the mean of so many draws
        var error = Math.Sqrt(sum.Zip(whole, (a, b) => ((a / Draws) - b) * ((a / Draws) - b)).Sum() / whole.Sum(value => (double)value * value));
        Assert.InRange(error, 0, 0.12);
        adapter.Rest();
        Assert.Equal(whole, Change(adapter, x));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void RankOfAnotherChange_IsItsOutputChannels(bool scales)
    {
        var adapter = Adapter(Networks.Loha, new(0, 0.5, 0, scales));
        var whole = adapter.Merged().Sub(_layer.Weight).ToFloats();
        adapter.Draw(new RandomStream(2, RandomPurpose.Adapters), [0, 0]);
        var left = adapter.Merged().Sub(_layer.Weight).ToFloats();
        var width = whole.Length / _layer.OutFeatures;
        var kept = 0;
        for (var channel = 0; channel < _layer.OutFeatures; channel++)
        {
            kept += left.AsSpan(channel * width, width).IndexOfAnyExcept(0) >= 0 ? 1 : 0;
        }

        Assert.InRange(kept, 8, 24);
        var factor = scales ? (float)_layer.OutFeatures / kept : 1;
        for (var i = 0; i < whole.Length; i++)
        {
            Assert.True(left[i] == 0 || Math.Abs(left[i] - (factor * whole[i])) < 1e-4);
        }
    }

    [Fact]
    public void Nothing_IsDrawnWhereNothingIsLeftOut()
    {
        Assert.False(Adapter(Networks.Lora, Dropouts.None).IsRandom);
        Assert.Equal(Dropouts.None, Dropouts.Of(0, Arguments(Networks.Loha, "rank_dropout_scale")));
    }

    public void Dispose()
    {
        _scope.Dispose();
        _runtime.Dispose();
    }

    private float[] Change(Adapter adapter, Tensor x) => adapter.Forward(_layer, x).Sub(_layer.ForwardFrozen(x)).ToFloats();

    private Tensor Input()
    {
        var values = new float[2 * 3 * 5 * 4];
        new Generator(8).Normal(values);
        return _runtime.FromFloats(values, [2, 3, 5, 4]);
    }

    private Adapter Adapter(NetworkVariant network, Dropouts dropouts)
    {
        var adapter = AdapterCatalog.All[network].Create(new AdapterTarget("layer", "layer", _layer), new AdapterSize(Ranks, Ranks), Arguments(network))!;
        var random = new Generator(6);
        adapter.Bind([.. adapter.Trained.Select(tensor =>
        {
            var values = new float[tensor.Count];
            random.Normal(values);
            return _runtime.FromFloats(values, tensor.Shape);
        })]);
        adapter.Dropouts = dropouts;
        return adapter;
    }

    private static OptionValues Arguments(NetworkVariant network, params string[] on) =>
        OptionValues.Resolve(network.Arguments, on.ToDictionary(name => name, _ => "true"));
}
