using Lora.Testing;
using Lora.Vocabulary;

namespace Lora.Training.Tests;

public class AdamWTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("betas=0.5,0.9 eps=1e-3 weight_decay=0.3", 0)]
    [InlineData("weight_decay=0", 0)]
    [InlineData("", 0.5)]
    public void Steps_AreThoseOfTheFormula(string arguments, double clip)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        int[][] shapes = [[5, 3], [7]];
        double[] rates = [0.01, 0.003];
        using var group = new ParameterGroup(runtime, "unet", 4 * rates[0], shapes);
        using var second = new ParameterGroup(runtime, "text_encoder", 4 * rates[1], [[4]]);
        ParameterGroup[] groups = [group, second];
        OptionValues values = Settings.Of($"OptimizerType=adamw; OptimizerArgs={arguments}");
        using var optimizer = OptimizerCatalog.Create(values);
        optimizer.Attach(groups);
        var options = values.Get(RateOptions.OptimizerArgs);
        var betas = options.Get<IReadOnlyList<double>>("betas");
        var (epsilon, decay) = (options.Get<double>("eps"), options.Get<double>("weight_decay"));
        var random = new Lora.Tensors.Generator(4);
        double[][] p = [new double[22], new double[4]], m = [new double[22], new double[4]], v = [new double[22], new double[4]];
        for (var i = 0; i < 2; i++)
        {
            var start = new float[groups[i].Count];
            random.Normal(start);
            groups[i].Values.CopyFrom_(start);
            p[i] = Array.ConvertAll(start, x => (double)x);
        }

        for (var t = 1; t <= 12; t++)
        {
            var g = groups.Select(x => new float[x.Count]).ToArray();
            for (var i = 0; i < 2; i++)
            {
                random.Normal(g[i]);
                groups[i].Gradients.CopyFrom_(g[i]);
            }

            var norm = Math.Sqrt(g.Sum(x => x.Sum(y => (double)y * y)));
            var factor = clip > 0 ? Math.Min(1, clip / (norm + 1e-6)) : 1;
            var reported = GradientClip.Apply(groups, clip);
            Assert.Equal(clip > 0 ? norm : 0, reported?.Item() ?? 0, 1e-4);
            optimizer.Step(0.25);
            for (var i = 0; i < 2; i++)
            {
                for (var k = 0; k < p[i].Length; k++)
                {
                    var gradient = g[i][k] * factor;
                    m[i][k] = (betas[0] * m[i][k]) + ((1 - betas[0]) * gradient);
                    v[i][k] = (betas[1] * v[i][k]) + ((1 - betas[1]) * gradient * gradient);
                    var (mean, square) = (m[i][k] / (1 - Math.Pow(betas[0], t)), v[i][k] / (1 - Math.Pow(betas[1], t)));
                    p[i][k] = (p[i][k] * (1 - (rates[i] * decay))) - (rates[i] * mean / (Math.Sqrt(square) + epsilon));
                }

                Assert.All(groups[i].Values.ToFloats().Zip(p[i]), pair => Assert.Equal(pair.Second, pair.First, 5e-6));
            }
        }

        Assert.Equal(group.Values.ToFloats(), group.Parameters.SelectMany(x => x.ToFloats()));
    }

    [Fact]
    public void Parameters_AreViewsOfTheFlatBuffers()
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var group = new ParameterGroup(runtime, "unet", 1, [[2, 3], [2]]);
        group.Set(1, [5, 6]);
        Assert.Equal([0, 0, 0, 0, 0, 0, 5, 6], group.Values.ToFloats());
        group.Values.Add_(1);
        Assert.Equal([6, 7], group.Parameters[1].ToFloats());
        group.Parameters[0].Mul(group.Parameters[0]).Sum().Add(group.Parameters[1].Sum()).Backward();
        Assert.Equal([2, 2, 2, 2, 2, 2, 1, 1], group.Gradients.ToFloats());
        group.Gradients.Zero_();
        Assert.Equal([0, 0], group.Parameters[1].Grad!.ToFloats());
        Assert.Throws<ArgumentException>(() => group.Set(0, [1]));
    }

    [Fact]
    public void Groups_AreTakenOnce()
    {
        using var runtime = TestRuntime.New();
        using var group = new ParameterGroup(runtime, "unet", 1, [[2]]);
        using var optimizer = OptimizerCatalog.Create(Settings.Of());
        optimizer.Attach([group]);
        Assert.Throws<InvalidOperationException>(() => optimizer.Attach([group]));
    }

    [Fact]
    public void EveryRow_HasItsOptimizer()
    {
        Assert.Equal(Lora.Vocabulary.Optimizers.All.ToHashSet(), OptimizerCatalog.All.Keys.ToHashSet());
        Assert.All(OptimizerCatalog.All, pair =>
        {
            using var optimizer = pair.Value(((OptionValues)Settings.Of($"OptimizerType={pair.Key.Name}")).Get(RateOptions.OptimizerArgs));
            Assert.Equal(0, optimizer.Steps);
        });
    }
}
