using Lora.Tensors;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>Pictures to latents and latents to pictures, as the stages before and after a training do it.</summary>
public static class LatentsFigure
{
    public static void Run(BenchOptions options)
    {
        PeakMemory.Watch();
        using var runtime = BenchRuntime.Open(options);
        using var scope = runtime.NewScope();
        using var plain = runtime.NoGrad();
        using var model = BenchModel.Open(options, runtime);
        model.Load(ModelPart.Vae);
        var random = new Generator(1);
        var side = options.Latent * model.Latents.PixelsPerLatent;
        var pixels = runtime.Noise(random, 0.5, [options.Batch, 3, side, side]);
        var latents = runtime.Noise(random, 1, [options.Batch, model.Latents.Channels, options.Latent, options.Latent]);
        Print("encode", () => model.Encode(pixels));
        Print("decode", () => model.Decode(latents));

        void Print(string name, Action run) => Figure.Print(options, $"{name} batch {options.Batch} side {side}", options.Seconds / 2, () =>
        {
            using var one = runtime.NewScope();
            run();
        });
    }
}
