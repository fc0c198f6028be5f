namespace Lora.Tensors.Kernels;

/// <summary>A number known when code is compiled: branches on it vanish, one version of the code a number.</summary>
internal interface IConst { static abstract int Value { get; } }

internal readonly struct Zero : IConst { public static int Value => 0; }

internal readonly struct One : IConst { public static int Value => 1; }

internal readonly struct Two : IConst { public static int Value => 2; }

internal readonly struct Three : IConst { public static int Value => 3; }

internal readonly struct Four : IConst { public static int Value => 4; }

internal readonly struct Five : IConst { public static int Value => 5; }

internal readonly struct Six : IConst { public static int Value => 6; }

internal readonly struct Seven : IConst { public static int Value => 7; }

internal readonly struct Eight : IConst { public static int Value => 8; }
