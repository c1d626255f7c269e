# The smallest guest that tells whether an accelerator works: a boot sector that goes where a kernel goes, through
# protected into long mode with paging, says so on the first serial port, and ends QEMU by its isa-debug-exit with
# status (0x31 << 1) | 1 = 99.
  .code16
  .globl _start
_start:
  cli
  cld
  xor %ax, %ax
  mov %ax, %ds
  mov %ax, %es
  mov %ax, %ss

  # Page tables at 0x1000, 0x2000 and 0x3000: the first 2 MiB, where they are.
  mov $0x1000, %edi
  mov %edi, %cr3
  xor %eax, %eax
  mov $0xc00, %cx
  rep stosl
  movl $0x2003, 0x1000
  movl $0x3003, 0x2000
  movl $0x83, 0x3000

  mov %cr4, %eax
  or $0x20, %eax          # PAE
  mov %eax, %cr4
  mov $0xc0000080, %ecx   # EFER
  rdmsr
  or $0x100, %eax         # LME
  wrmsr
  mov %cr0, %eax
  or $0x80000001, %eax    # PG, PE
  mov %eax, %cr0
  lgdt descriptors_at
  ljmp $8, $long_mode

  .code64
long_mode:
  mov $message, %esi
  mov $0x3f8, %dx
next:
  lodsb
  test %al, %al
  jz told
  out %al, %dx
  jmp next
told:
  mov $0x31, %al
  out %al, $0xf4
stop:
  hlt
  jmp stop

message:
  .asciz "cowpio: tiny guest in long mode\n"

  .balign 8
descriptors:
  .quad 0
  .quad 0x00209a0000000000 # 64-bit code
descriptors_at:
  .word . - descriptors - 1
  .long descriptors

  .org 510
  .word 0xaa55
