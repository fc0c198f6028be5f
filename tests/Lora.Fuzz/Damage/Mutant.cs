namespace Lora.Fuzz;

/// <summary>An input that was a good one.</summary>
internal static class Mutant
{
    /// <summary>One to three damages to one of the seeds, always the same for a number.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> seeds, InputForm form, ulong number)
    {
        var dice = new Dice(number);
        var (file, other) = (dice.Of(seeds), dice.Of(seeds));
        for (var damages = 1 + dice.Below(3); damages > 0; damages--)
        {
            file = dice.OnceIn(4) ? ByteDamage.Of(file, other, dice) : OfForm(file, other, form, dice);
        }

        return file;
    }

    private static byte[] OfForm(byte[] file, byte[] other, InputForm form, Dice dice) => form switch
    {
        InputForm.Text => TextDamage.Of(file, other, dice),
        InputForm.Json => (dice.OnceIn(3) ? null : JsonDamage.Of(file, dice)) ?? TextDamage.Of(file, other, dice),
        InputForm.Png => ContainerDamage.OfPng(file, other, dice),
        InputForm.Safetensors => ContainerDamage.OfSafetensors(file, other, dice),
        InputForm.Zip => ContainerDamage.OfZip(file, other, dice),
        InputForm.Gzip => ContainerDamage.OfGzip(file, other, dice),
        _ => ByteDamage.Of(file, other, dice),
    };
}
