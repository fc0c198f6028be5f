using Lora.Tensors;
using Lora.Testing;

namespace Lora.Training.Tests;

/// <summary>What holds of every optimizer, whatever its rule.</summary>
public sealed class EveryOptimizerTests
{
    // one tensor large enough for codes, one of another size for an odd block, a convolution and a vector
    private static readonly int[][] Shapes = [[72, 64], [8, 515], [6, 5, 3, 3], [7]];

    public static TheoryData<string> Names => [.. Lora.Vocabulary.Optimizers.All.Select(row => row.Name)];

    /// <summary>What is saved of a step is all that the next one depends on.</summary>
    [Theory, MemberData(nameof(Names))]
    public void State_IsAllThatAStepDependsOn(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var whole = new Run(runtime, name);
        whole.Take(0, 5);
        using var first = new Run(runtime, name);
        first.Take(0, 3);
        using var second = new Run(runtime, name);
        second.GoOnAfter(first);
        second.Take(3, 5);
        Assert.Equal(whole.Weights, second.Weights);
        Assert.NotEqual(first.Weights, second.Weights);
    }

    /// <summary>Weights that are saved in the midst of a run change nothing in it.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Evaluation_LeavesNoTrace(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var undisturbed = new Run(runtime, name);
        using var evaluated = new Run(runtime, name);
        undisturbed.Take(0, 8);
        for (var step = 0; step < 8; step++)
        {
            Evaluate(step == 0);
            evaluated.Take(step, step + 1);
        }

        Evaluate(!IsScheduleFree(name));
        Assert.Equal(undisturbed.Weights, evaluated.Weights);

        void Evaluate(bool isSame)
        {
            var before = evaluated.Weights;
            using (evaluated.Optimizer.Eval())
            {
                Assert.True(!isSame || before.SequenceEqual(evaluated.Weights));
                Assert.True(isSame || evaluated.Optimizer.Steps < 8 || !before.SequenceEqual(evaluated.Weights));
            }

            Assert.Equal(before, evaluated.Weights);
        }
    }

    /// <summary>A layer that gets no gradient, or none yet, does no harm.</summary>
    [Theory, MemberData(nameof(Names))]
    public void NoGradient_GivesNumbers(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var run = new Run(runtime, name);
        for (var step = 0; step < 3; step++)
        {
            run.Optimizer.Step();
        }

        Assert.All(run.Weights, weight => Assert.True(float.IsFinite(weight)));
        run.Take(0, 3);
        Assert.All(run.Weights, weight => Assert.True(float.IsFinite(weight)));
        Assert.All(run.Optimizer.Found(), found => Assert.True(double.IsFinite(found)));
    }

    /// <summary>A first step whose gradients overflow in fp16 changes no state: the steps after it begin where the weights stand.</summary>
    [Theory, MemberData(nameof(Names))]
    public void FirstStepThatIsUndone_LeavesTheStart(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var run = new Run(runtime, name);
        var before = run.Weights;
        run.Undo();
        Assert.Equal(before, run.Weights);
        float[] start =
        [
            .. run.Optimizer.Tensors.Where(tensor => tensor.Name.Split('.')[^1] is "z" or "x0" or "p0").SelectMany(tensor => tensor.Value.ToFloats()),
        ];
        Assert.True(start.Length == 0 || start.SequenceEqual(before));
        run.Take(0, 2);
        Assert.All(run.Weights, weight => Assert.True(float.IsFinite(weight)));
    }

    [Theory, MemberData(nameof(Names))]
    public void StateBytes_AreThoseOfTheTensors(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var run = new Run(runtime, name);
        Assert.Equal(run.Optimizer.States[0].Tensors.Sum(tensor => tensor.Value.Count * tensor.Value.DType.Size()), run.Optimizer.StateBytes(Shapes));
    }

    [Theory, MemberData(nameof(Names))]
    public void Names_OfTheStateAreApart(string name)
    {
        using var runtime = TestRuntime.New();
        using var scope = runtime.NewScope();
        using var run = new Run(runtime, name);
        var names = run.Optimizer.Tensors.Select(tensor => tensor.Name).Concat(run.Optimizer.Numbers.Select(numbers => numbers.Name)).ToArray();
        Assert.Equal(names.Distinct(), names);
    }

    private static bool IsScheduleFree(string name) => Lora.Vocabulary.Optimizers.All.Single(row => row.Name == name).IsScheduleFree;

    /// <summary>Two groups, given gradients.</summary>
    private sealed class Run : IDisposable
    {
        private readonly ParameterGroup[] _groups;

        public Run(TensorRuntime runtime, string name)
        {
            _groups = [new ParameterGroup(runtime, "text_encoder", 0.5, Shapes), new ParameterGroup(runtime, "unet", 0.5, [[5, 4]])];
            var random = new Generator(3);
            foreach (var group in _groups)
            {
                group.Values.CopyFrom_(Normal(random, group.Count));
            }

            Optimizer = OptimizerCatalog.Create(Settings.Of($"OptimizerType={name}"));
            Optimizer.Attach(_groups);
        }

        public Optimizer Optimizer { get; }

        public float[] Weights => [.. _groups.SelectMany(group => group.Values.ToFloats())];

        public void Take(int from, int to)
        {
            for (var step = from; step < to; step++)
            {
                var random = new Generator((ulong)(100 + step));
                foreach (var group in _groups)
                {
                    group.Gradients.CopyFrom_(Normal(random, group.Count));
                }

                Optimizer.Step();
            }
        }

        /// <summary>A step as one of fp16 products takes it, with a gradient that is not finite.</summary>
        public void Undo()
        {
            using var scale = new LossScale(_groups[0].Values.Runtime);
            Array.ForEach(_groups, group => group.Gradients.CopyFrom_([float.PositiveInfinity, .. new float[group.Count - 1]]));
            Optimizer.Start();
            scale.Step(_groups, [.. _groups.Select(group => group.Values), .. Optimizer.Tensors.Select(tensor => tensor.Value)], () => Optimizer.Step());
        }

        public void GoOnAfter(Run other)
        {
            foreach (var (mine, theirs) in _groups.Zip(other._groups))
            {
                mine.Values.Copy_(theirs.Values);
            }

            foreach (var (mine, theirs) in Optimizer.Tensors.Zip(other.Optimizer.Tensors))
            {
                mine.Value.Copy_(theirs.Value);
            }

            foreach (var (mine, theirs) in Optimizer.Numbers.Zip(other.Optimizer.Numbers))
            {
                theirs.Values.CopyTo(mine.Values, 0);
            }

            Optimizer.GoOnAfter(other.Optimizer.Steps);
        }

        public void Dispose()
        {
            Optimizer.Dispose();
            foreach (var group in _groups)
            {
                group.Dispose();
            }
        }

        private static float[] Normal(Generator random, int count)
        {
            var values = new float[count];
            random.Normal(values);
            return values;
        }
    }
}
